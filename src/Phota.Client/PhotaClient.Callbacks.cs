namespace Phota;

public sealed partial class PhotaClient
{
    /// <summary>Asks for the account's secret that callbacks are signed with (<c>GET /webhook-secret</c>, <c>release-notes v0.7.0</c>).</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="PhotaException">Kind Response: the answer holds no secret under any key that is plausible.</exception>
    public async Task<WebhookSecret> GetWebhookSecretAsync(CancellationToken cancellationToken = default)
    {
        ApiCall<WebhookSecret> call = new(HttpMethod.Get, "/v1/phota/webhook-secret", ReadSecretAsync);
        return (await _transport.SendAsync(call, _options.Timeout, cancellationToken).ConfigureAwait(false)).Value;
    }

    private static async Task<WebhookSecret> ReadSecretAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        WebhookSecretBody.Read(await SmallBody.ReadAsync(response, cancellationToken).ConfigureAwait(false));
}
