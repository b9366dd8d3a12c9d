using System.Net.Http.Headers;

namespace Phota.Sandbox.Jobs;

internal sealed record Delivery(int Id, DateTimeOffset At, string JobId, string Url, string Signature, int? Status, string? Error);

/// <summary>Sends signed callbacks once, twice or never, as the switch says; failures are not retried.</summary>
internal sealed class CallbackSender(SandboxState state)
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    private readonly ConcurrentQueue<Delivery> _deliveries = new();

    public string Secret { get; } = "whsec_" + Convert.ToHexStringLower(state.Ids.Key("webhook secret"));

    public Delivery[] ToArray() => [.. _deliveries];

    public void SendAfter(Job job)
    {
        if (job.Request.CallbackUrl is { } url)
            _ = DeliverAsync(job, url);
    }

    private async Task DeliverAsync(Job job, string url)
    {
        await job.Finished;
        if (job.CompletedAt is null || job.WillBeLost)
            return;

        int times = state.Switches["callback_delivery"] switch { "lost" => 0, "twice" => 2, _ => 1 };
        for (int i = 0; i < times; i++)
        {
            string status = await job.StateAsync();
            await PostAsync(job, url, Json.Utf8(state.Switches["callback_body"] == "id"
                ? new JsonObject { ["job_id"] = job.Id, ["status"] = status }
                : job.ToJson(status)));
        }
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
            using HttpResponseMessage response = await s_http.SendAsync(request, state.Ended);
            status = (int)response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            error = e.Message;
        }

        _deliveries.Enqueue(new Delivery(_deliveries.Count + 1, state.Clock.Now, job.Id, url, signature, status, error));
        state.Events.Raise(RequestEvents.Callback, request.RequestUri!.AbsolutePath);
    }

    private string Sign(byte[] body)
    {
        string form = state.Switches["signature_form"];
        string time = state.Clock.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = form == "t,v1" ? [.. Encoding.ASCII.GetBytes(time + "."), .. body] : body;
        byte[] hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed);
        return form switch
        {
            "hex" => Convert.ToHexStringLower(hash),
            "base64" => Convert.ToBase64String(hash),
            "t,v1" => $"t={time},v1={Convert.ToHexStringLower(hash)}",
            _ => "sha256=" + Convert.ToHexStringLower(hash),
        };
    }
}
