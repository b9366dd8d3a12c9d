using System.Text.Json;

namespace Phota;

/// <summary>Finds the job in a callback's body, which is not documented: a whole job, or its id in some place.</summary>
internal static class CallbackBody
{
    private static readonly string[] s_ownKeys = ["job_id"];
    private static readonly string[] s_idKeys = ["job_id", "id"];
    private static readonly string[] s_jobKeys = ["job", "data"];

    /// <summary>The id, as far as it may be shown: of a body that anyone may have sent, only what is plainly an id.</summary>
    public static string? JobId(ReadOnlySpan<byte> body, bool isTrusted) =>
        JobId(body) is { } id && PathPart.IsOne(id) && (isTrusted ? ShownText.Line(id) == id : id.All(IsPlain)) ? id : null;

    private static bool IsPlain(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.';

    private static string? JobId(ReadOnlySpan<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body.ToArray());
            return JobId(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? JobId(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return null;
        if (body.Text(s_ownKeys) is { } own) return own;
        foreach (string key in s_jobKeys)
        {
            if (body.TryGetProperty(key, out JsonElement job) && job.ValueKind == JsonValueKind.Object && job.Text(s_idKeys) is { } id) return id;
        }

        return body.Text(s_idKeys);
    }
}
