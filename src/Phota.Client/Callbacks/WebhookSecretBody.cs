using System.Text.Json;

namespace Phota;

/// <summary>Finds the secret in an answer whose key is not documented (contract sec. 12). Errors never quote the answer.</summary>
internal static class WebhookSecretBody
{
    private static readonly string[] s_keys = ["secret", "webhook_secret", "signing_secret"];

    public static WebhookSecret Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            string? secret = document.RootElement.ValueKind switch
            {
                JsonValueKind.String => document.RootElement.GetString(),
                JsonValueKind.Object => document.RootElement.Text(s_keys),
                _ => null,
            };
            if (secret is { Length: > 0 }) return new WebhookSecret(secret);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Its message may quote the secret.
        }

        throw new PhotaException(PhotaErrorKind.Response, $"The service's answer holds no webhook secret under {string.Join(", ", s_keys)}.");
    }
}
