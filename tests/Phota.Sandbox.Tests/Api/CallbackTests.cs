using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Api;

public sealed class CallbackTests
{
    [Theory]
    [InlineData("sha256=")]
    [InlineData("hex")]
    [InlineData("t,v1")]
    [InlineData("base64")]
    public async Task A_callback_is_signed_over_its_raw_body(string form)
    {
        await using var receiver = await CallbackReceiver.StartAsync();
        await using var sandbox = await TestSandbox.StartAsync(("signature_form", form));
        string secret = (await sandbox.GetAsync("/v1/phota/webhook-secret"))["secret"]!.GetValue<string>();
        string id = await SubmitAsync(sandbox, receiver);
        ReceivedCallback callback = await receiver.NextAsync();

        byte[] Mac(byte[] data) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), data);
        string stamp = callback.Signature.Split(',')[0].Replace("t=", "", StringComparison.Ordinal);
        Assert.Equal(
            form switch
            {
                "hex" => Convert.ToHexStringLower(Mac(callback.Body)),
                "base64" => Convert.ToBase64String(Mac(callback.Body)),
                "t,v1" => $"t={stamp},v1={Convert.ToHexStringLower(Mac([.. Encoding.UTF8.GetBytes(stamp + "."), .. callback.Body]))}",
                _ => "sha256=" + Convert.ToHexStringLower(Mac(callback.Body)),
            },
            callback.Signature);
        JsonNode body = JsonNode.Parse(callback.Body)!;
        Assert.Equal(id, body["job_id"]!.GetValue<string>());
        Assert.Equal("succeeded", body["status"]!.GetValue<string>());
        Assert.Single(body["result"]!["download_urls"]!.AsArray());
    }

    [Fact]
    public async Task A_callback_can_carry_the_id_only()
    {
        await using var receiver = await CallbackReceiver.StartAsync();
        await using var sandbox = await TestSandbox.StartAsync(("callback_body", "id"));
        string id = await SubmitAsync(sandbox, receiver);
        ReceivedCallback callback = await receiver.NextAsync();
        Assert.Equal($$"""{"job_id":"{{id}}","status":"succeeded"}""", Encoding.UTF8.GetString(callback.Body));
    }

    [Fact]
    public async Task A_callback_can_come_twice()
    {
        await using var receiver = await CallbackReceiver.StartAsync();
        await using var sandbox = await TestSandbox.StartAsync(("callback_delivery", "twice"));
        await SubmitAsync(sandbox, receiver);
        await receiver.NextAsync();
        await receiver.NextAsync();
        await sandbox.WaitAsync("callback", 2);
        Assert.Equal(2, (await sandbox.ControlAsync("callbacks"))["callbacks"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_lost_callback_leaves_polling()
    {
        await using var receiver = await CallbackReceiver.StartAsync();
        await using var sandbox = await TestSandbox.StartAsync(("callback_delivery", "lost"));
        string id = await SubmitAsync(sandbox, receiver);
        Assert.Equal("succeeded", (await sandbox.GetAsync("/v1/phota/jobs/" + id))["status"]!.GetValue<string>());

        await sandbox.SwitchAsync("callback_delivery", "once");
        JsonObject body = TestSandbox.AsyncBody("two");
        body["callback_url"] = receiver.Url;
        JsonNode second = await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.Accepted);
        JsonNode first = JsonNode.Parse((await receiver.NextAsync()).Body)!;
        Assert.Equal(second["job_id"]!.GetValue<string>(), first["job_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_callback_that_is_not_accepted_harms_nothing()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonObject body = TestSandbox.AsyncBody();
        body["callback_url"] = "http://127.0.0.1:1/closed";
        await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.Accepted);
        await sandbox.WaitAsync("callback");
        JsonNode delivery = Assert.Single((await sandbox.ControlAsync("callbacks"))["callbacks"]!.AsArray())!;
        Assert.Null(delivery["status"]);
        Assert.NotEmpty(delivery["error"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("webhook_secret")]
    [InlineData("signing_secret")]
    public async Task The_secret_is_under_the_key_that_the_switch_picks(string key)
    {
        await using var sandbox = await TestSandbox.StartAsync(("webhook_secret_key", key));
        JsonObject body = (await sandbox.GetAsync("/v1/phota/webhook-secret")).AsObject();
        Assert.Equal(key, Assert.Single(body).Key);
        Assert.StartsWith("whsec_", body[key]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static async Task<string> SubmitAsync(TestSandbox sandbox, CallbackReceiver receiver)
    {
        JsonObject body = TestSandbox.AsyncBody();
        body["callback_url"] = receiver.Url;
        JsonNode handle = await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.Accepted);
        return handle["job_id"]!.GetValue<string>();
    }
}
