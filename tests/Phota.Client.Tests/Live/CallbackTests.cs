using System.Net.Sockets;

namespace Phota.Tests.Live;

public sealed class CallbackTests
{
    [Theory]
    [InlineData("secret")]
    [InlineData("webhook_secret")]
    [InlineData("signing_secret")]
    public async Task The_secret_is_read_under_every_plausible_key(string key)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(("webhook_secret_key", key));

        WebhookSecret secret = await sandbox.Client().GetWebhookSecretAsync();

        Assert.StartsWith("whsec_", secret.Reveal(), StringComparison.Ordinal);
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Theory]
    [InlineData("sha256=", "job", CallbackSignatureForm.PrefixedHex)]
    [InlineData("hex", "id", CallbackSignatureForm.Hex)]
    [InlineData("t,v1", "job", CallbackSignatureForm.Timestamped)]
    [InlineData("base64", "id", CallbackSignatureForm.Base64)]
    public async Task A_callback_off_the_wire_is_recognised(string form, string body, CallbackSignatureForm expected)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(("signature_form", form), ("callback_body", body));
        using TestListener listener = new();
        PhotaClient client = sandbox.Client();
        WebhookSecret secret = await client.GetWebhookSecretAsync();

        PhotaJob job = await client.SubmitAsync(sandbox.Enhance(), null, new Uri(listener.Uri, "hook"));
        (string signature, byte[] raw) = await ReceiveAsync(listener);
        CallbackVerdict verdict = CallbackSignature.Verify(raw, signature, secret);

        Assert.Equal((true, expected, job.JobId), (verdict.IsValid, verdict.Form, verdict.JobId));
        Assert.Equal(form == "t,v1", verdict.Timestamp is not null);
        Assert.False(CallbackSignature.Verify(raw, signature, new WebhookSecret("whsec_other")).IsValid);
    }

    private static async Task<(string Signature, byte[] Body)> ReceiveAsync(TestListener listener)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        using TcpClient connection = await listener.AcceptAsync(limit.Token);
        using NetworkStream stream = connection.GetStream();
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        for (string line = await ReadLineAsync(stream, limit.Token); line.Length > 0; line = await ReadLineAsync(stream, limit.Token))
        {
            string[] header = line.Split(": ", 2);
            headers[header[0]] = header[^1];
        }

        byte[] body = new byte[int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, limit.Token);
        await stream.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), limit.Token);
        return (headers[CallbackSignature.Header], body);
    }

    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        List<byte> line = [];
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) == 1 && one[0] != '\n') line.Add(one[0]);
        return System.Text.Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
    }
}
