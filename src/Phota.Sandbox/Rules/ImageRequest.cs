using System.Text.RegularExpressions;

namespace Phota.Sandbox.Rules;

internal sealed record Operation(string Name)
{
    public static Operation Edit { get; } = new("edit");
    public static Operation Generate { get; } = new("generate");
    public static Operation Enhance { get; } = new("enhance");
    public static Operation Remix { get; } = new("remix");
    public static IReadOnlyList<Operation> All { get; } = [Edit, Generate, Enhance, Remix];

    public string Path { get; } = $"{ApiPaths.Root}/{Name}";
    public RequestSchema Schema { get; } = OpenApi.RequestOf($"{ApiPaths.Root}/{Name}");
}

/// <summary>In USD: the contract's figures, and switches where it has none.</summary>
internal static class PriceList
{
    public static decimal ProfileOf(string tier) => tier == "fast" ? 1.49m : 2.90m;

    public static decimal ImageOf(Operation operation, bool withIdentity, Switches switches) => operation.Name switch
    {
        "edit" => switches.Number(withIdentity ? "price_edit_identity" : "price_edit"),
        "generate" => switches.Number(withIdentity ? "price_generate_identity" : "price_generate"),
        _ => withIdentity ? 0.15m : 0.12m,
    };
}

/// <summary>A valid request body, with the defaults filled in.</summary>
internal sealed partial record ImageRequest(
    Operation Operation, string Prompt, IReadOnlyList<BodyImage> Images, IReadOnlyList<string> ProfileIds, int Count,
    string AspectRatio, string Resolution, string? Quality, string? BaseModel, string OutputFormat,
    bool WantsUrls, bool IsAsync, string? CallbackUrl, string? ClientRequestId)
{
    // The only model that takes quality.
    private const string ModelWithQuality = "gpt-image-2";

    private static readonly DateTimeOffset s_jpgBecomesDefault = new(2026, 5, 8, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What the bill calls the input: the digest of the first image that has one.</summary>
    public string? InputSha256 => Images.Select(i => i.Sha256).FirstOrDefault(s => s is not null);

    public static ImageRequest Read(Operation operation, JsonObject body, SandboxState state)
    {
        RequestSchema schema = operation.Schema;
        string prompt = schema.Text(body, "prompt") ?? "";
        return new ImageRequest(
            operation,
            prompt,
            [.. OpenApi.ImageFields.SelectMany(field => ImagesIn(body[field]))],
            ProfilesOf(operation, body, prompt),
            schema.Value(body, "num_output_images")!.GetValue<int>(),
            schema.Text(body, "aspect_ratio") ?? "auto",
            // Enhance and remix are pinned to 2K and follow the photo.
            schema.Text(body, "resolution") ?? "2K",
            schema.Text(body, "quality"),
            schema.Text(body, "base_model"),
            schema.Text(body, "output_format") ?? DefaultFormat(state),
            schema.Text(body, "response_mode") == "urls",
            schema.Value(body, "async")!.GetValue<bool>(),
            schema.Text(body, "callback_url"),
            schema.Text(body, "client_request_id"));
    }

    /// <summary>Limits that the contract does not state, where a switch sets one.</summary>
    public IEnumerable<ValidationError> CheckLimits(Switches switches)
    {
        if (switches.Integer("prompt_limit") is > 0 and var maxPrompt && Prompt.Length > maxPrompt)
            yield return new("string_too_long", ["body", "prompt"], $"String should have at most {maxPrompt} characters");
        if (switches.Integer("profile_ids_limit") is > 0 and var maxIds && ProfileIds.Count > maxIds)
            yield return new("too_long", ["body", "profile_ids"], $"List should have at most {maxIds} items, not {ProfileIds.Count}");
    }

    /// <summary>Combinations of valid fields that the API refuses.</summary>
    public ApiError? CheckCombinations(Switches switches)
    {
        if (IsAsync && !WantsUrls)
            return ApiError.Of(switches.Integer("bad_combo_status"), "async requires response_mode 'urls'.");
        if (CallbackUrl is not null && !IsAsync)
            return ApiError.Of(switches.Integer("bad_combo_status"), "callback_url requires async.");
        if (Operation == Operation.Edit && Images.Count == 0 && switches["edit_without_images"] != "allow")
            return ApiError.Of(switches.Integer("edit_without_images"), "An edit needs at least one image.");
        if (BaseModel is not null && !OpenApi.ResolutionsOf(BaseModel).Contains(Resolution))
            return ApiError.Of(400, $"base_model '{BaseModel}' does not support resolution '{Resolution}'.");
        if (Quality is not null && BaseModel != ModelWithQuality)
            return ApiError.Of(400, $"quality is only supported by base_model '{ModelWithQuality}'.");
        return null;
    }

    /// <summary>The error for a profile that does not exist or is not ready, as the switches say.</summary>
    public ApiError? CheckProfiles(SandboxState state)
    {
        foreach (string id in ProfileIds)
        {
            Profile? profile = state.Profiles.Find(id);
            string rule = profile is null ? "unknown_profile_status" : "not_ready_status";
            if (profile?.Status == ProfileStates.Ready || state.Switches[rule] == "ignore")
                continue;
            string why = profile is null ? "does not exist" : $"is not READY but {profile.Status}";
            return ApiError.Of(state.Switches.Integer(rule), $"Profile '{id}' {why}.");
        }

        return null;
    }

    /// <summary>The profiles that are recognised in the output.</summary>
    public IReadOnlyList<string> RecognisedProfiles(SandboxState state) => state.Switches["identity_in_output"] == "none"
        ? []
        : [.. ProfileIds.Where(id => state.Profiles.Find(id)?.Status == ProfileStates.Ready)];

    public (int Width, int Height)? Proportions => AspectRatio.Split(':') is [var width, var height]
        ? (int.Parse(width, CultureInfo.InvariantCulture), int.Parse(height, CultureInfo.InvariantCulture))
        : null;

    private static IEnumerable<BodyImage> ImagesIn(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(ImagesIn),
        JsonValue value when value.TryGetValue(out BodyImage? image) => [image],
        _ => [],
    };

    private static string[] ProfilesOf(Operation operation, JsonObject body, string prompt)
    {
        IEnumerable<string> named = operation == Operation.Edit || operation == Operation.Generate
            ? ProfileInPrompt().Matches(prompt).Select(m => m.Groups[1].Value)
            : [];
        IEnumerable<string> passed = operation.Schema.Has("profile_ids") ? OpenApi.Strings(body["profile_ids"]) : [];
        return [.. passed.Concat(named).Distinct()];
    }

    private static string DefaultFormat(SandboxState state)
    {
        string format = state.Switches["default_output_format"];
        return format != "clock" ? format : state.Clock.Now >= s_jpgBecomesDefault ? "jpg" : "png";
    }

    [GeneratedRegex(@"\[\[\s*([^\[\]]+?)\s*\]\]")]
    private static partial Regex ProfileInPrompt();
}
