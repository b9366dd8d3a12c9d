using System.Text.Json;

namespace Phota;

/// <summary>Reads profiles in every form that the contract holds plausible (sec. 2.6 to 2.8): the items of the list are not documented.</summary>
internal static class ProfileBody
{
    private static readonly string[] s_idKeys = ["profile_id", "id"];
    private static readonly string[] s_stateKeys = ["status", "state"];
    private static readonly string[] s_messageKeys = ["message"];
    private static readonly string[] s_tagKeys = ["tag"];
    private static readonly string[] s_tierKeys = ["training_tier", "tier"];
    private static readonly string[] s_createdKeys = ["created_at"];
    private static readonly string[] s_listKeys = ["profiles", "profile_ids", "ids"];
    private static readonly HashSet<string> s_known =
        [.. s_idKeys, .. s_stateKeys, .. s_messageKeys, .. s_tagKeys, .. s_tierKeys, .. s_createdKeys, "request_id"];

    /// <summary>Reads one profile; an answer that does not repeat the id is about the one that was asked for.</summary>
    public static PhotaProfile Read(ReadOnlyMemory<byte> json, string? askedId, string? requestId) =>
        LooseJson.Parse(json, "profiles", body => Read(body, askedId, requestId));

    public static IReadOnlyList<PhotaProfile> ReadList(ReadOnlyMemory<byte> json, string? requestId) =>
        LooseJson.Parse(json, "profiles", body => ReadList(body, requestId));

    private static PhotaProfile Read(JsonElement body, string? askedId, string? requestId)
    {
        if (body.ValueKind == JsonValueKind.Object
            && body.TryGetProperty("profile", out JsonElement inner) && inner.ValueKind != JsonValueKind.Null) body = inner;
        return Item(body, askedId) with { RequestId = requestId };
    }

    private static IReadOnlyList<PhotaProfile> ReadList(JsonElement body, string? requestId)
    {
        JsonElement list = List(body);
        if (list.ValueKind != JsonValueKind.Array) return [];
        return
        [
            .. list.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Null)
                .Select(item => Item(item, askedId: null) with { RequestId = requestId }),
        ];
    }

    private static JsonElement List(JsonElement body)
    {
        if (body.ValueKind is JsonValueKind.Array) return body;
        if (body.ValueKind != JsonValueKind.Object)
            throw new PhotaException(PhotaErrorKind.Response, "The service's answer about profiles is not a list of them.");
        foreach (string key in s_listKeys)
        {
            if (body.TryGetProperty(key, out JsonElement list)) return list;
        }

        return default;
    }

    private static PhotaProfile Item(JsonElement item, string? askedId)
    {
        if (item.ValueKind is not (JsonValueKind.String or JsonValueKind.Object)) throw NoId();
        string? id = item.ValueKind == JsonValueKind.String ? item.GetString() : item.Text(s_idKeys) ?? askedId;
        if (id is null || !PathPart.IsOne(id)) throw NoId();
        if (item.ValueKind == JsonValueKind.String) return new() { ProfileId = id };
        string? word = ServiceText.Clean(item.Text(s_stateKeys));
        return new()
        {
            ProfileId = id,
            Status = ProfileStatusWords.Read(word),
            ServiceStatus = word,
            Message = ServiceText.Clean(item.Text(s_messageKeys)),
            Tag = item.Text(s_tagKeys) is { } tag ? ShownText.Line(tag) : null,
            Tier = Tier(item.Text(s_tierKeys)),
            CreatedAt = item.Time(s_createdKeys),
            AdditionalFields = item.Rest(s_known),
        };
    }

    private static ProfileTier? Tier(string? word) => word?.ToLowerInvariant() switch
    {
        "standard" => ProfileTier.Standard,
        "fast" => ProfileTier.Fast,
        _ => null,
    };

    private static PhotaException NoId() => new(PhotaErrorKind.Response, "The service's answer about a profile has no profile id.");
}
