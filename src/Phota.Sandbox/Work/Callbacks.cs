using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Work;

internal sealed record Delivery(
    int Id, DateTimeOffset At, string JobId, string Url, string Signature, int? Status, string? Error);

/// <summary>Signed callbacks, once, twice or never, as the switch says; failures are not tried again.</summary>
internal sealed class Callbacks(World world)
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    private readonly ConcurrentQueue<Delivery> _deliveries = new();

    public string Secret { get; } = "whsec_" + Convert.ToHexStringLower(world.Ids.Key("webhook secret"));

    public Delivery[] ToArray() => [.. _deliveries];

    public void After(Job job)
    {
        if (job.Request.CallbackUrl is { } url)
            _ = DeliverAsync(job, url);
    }

    public string Sign(byte[] body)
    {
        byte[] key = Encoding.UTF8.GetBytes(Secret);
        switch (world.Switches[SwitchTable.SignatureForm])
        {
            case "hex":
                return Convert.ToHexStringLower(HMACSHA256.HashData(key, body));
            case "base64":
                return Convert.ToBase64String(HMACSHA256.HashData(key, body));
            case "t,v1":
                string time = world.Clock.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                byte[] stamped = [.. Encoding.ASCII.GetBytes(time + "."), .. body];
                return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(key, stamped))}";
            default:
                return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, body));
        }
    }

    private async Task DeliverAsync(Job job, string url)
    {
        await job.Finished;
        if (job.CompletedAt is null || job.IsVanishing)
            return;

        int times = world.Switches[SwitchTable.CallbackDelivery] switch { "lost" => 0, "twice" => 2, _ => 1 };
        for (int i = 0; i < times; i++)
            await PostAsync(job, url, Json.Utf8(await BodyAsync(job)));
    }

    private async Task<JsonObject> BodyAsync(Job job)
    {
        string state = await job.StateAsync();
        return world.Switches[SwitchTable.CallbackBody] == "id"
            ? new JsonObject { ["job_id"] = job.Id, ["status"] = state }
            : JobView.Body(job, state, world);
    }

    private async Task PostAsync(Job job, string url, byte[] body)
    {
        string signature = Sign(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Phota-Signature", signature);
        (int? status, string? error) = (null, null);
        try
        {
            using HttpResponseMessage response = await s_http.SendAsync(request, world.Ended);
            status = (int)response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            error = e.Message;
        }

        _deliveries.Enqueue(new Delivery(_deliveries.Count + 1, world.Clock.Now, job.Id, url, signature, status, error));
        world.Signals.Raise(Signals.Callback, request.RequestUri!.AbsolutePath);
    }
}
