using System.Text.Json;

namespace Phota;

/// <summary>
/// The answer of the image operations (<c>api/studio/generate</c>). Its images are paid for, so anything else in it that is
/// missing or of another form is passed over.
/// </summary>
internal sealed record EditResponse
{
    private static readonly string[] s_known = ["images", "download_urls", "known_subjects", "request_id"];

    public IReadOnlyList<string?> DownloadUrls { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, int>> Counts { get; init; } = [];

    public string? AdditionalFields { get; init; }

    public int SubjectCount => (int)Math.Min(int.MaxValue, Counts.Sum(count => (long)count.Value));

    public string? SubjectText => Counts.Count > 0 ? string.Join(",", Counts.Select(count => $"{count.Key}={count.Value}")) : null;

    public static EditResponse Parse(ReadOnlyMemory<byte> json) => LooseJson.Parse(json, "images", Read);

    public static EditResponse Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new PhotaException(PhotaErrorKind.Response, "The service's answer is not the JSON of its contract.");
        return new()
        {
            DownloadUrls = body.Field("download_urls") is { ValueKind: JsonValueKind.Array } urls
                ? [.. urls.EnumerateArray().Select(url => url.ValueKind == JsonValueKind.String ? url.GetString() : null)]
                : [],
            Counts = body.Field("known_subjects")?.Field("counts") is { ValueKind: JsonValueKind.Object } counts
                ? [.. counts.EnumerateObject().Select(Count).Where(count => count.Value > 0)]
                : [],
            AdditionalFields = body.Rest(s_known),
        };
    }

    private static KeyValuePair<string, int> Count(JsonProperty subject)
    {
        int times = subject.Value.ValueKind switch
        {
            JsonValueKind.Number when subject.Value.TryGetInt32(out int number) => number,
            JsonValueKind.String when int.TryParse(subject.Value.GetString(), out int number) => number,
            _ => 0,
        };
        return new(subject.Name, times);
    }
}
