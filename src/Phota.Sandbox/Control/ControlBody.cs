using System.Text.Json;

namespace Phota.Sandbox.Control;

internal static class ControlBody
{
    /// <summary>Reads whatever the content type says: these calls are typed by hand.</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request) =>
        await JsonSerializer.DeserializeAsync<T>(request.Body, Json.Options, request.HttpContext.RequestAborted)
        ?? throw new JsonException("The body is null.");
}
