using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Contract;

/// <summary>A body that passed its fields' checks, with the defaults filled in.</summary>
internal sealed partial record StudioRequest(
    Operation Operation,
    string Prompt,
    IReadOnlyList<SentImage> Images,
    IReadOnlyList<string> ProfileIds,
    int Count,
    string AspectRatio,
    string Resolution,
    string? Quality,
    BaseModel Model,
    string OutputFormat,
    bool WantsUrls,
    bool IsAsync,
    string? CallbackUrl,
    string? ClientRequestId)
{
    private static readonly string[] s_imageFields = ["image", "images", "input_image", "reference_image"];
    private static readonly DateTimeOffset s_jpgBecomesDefault = new(2026, 5, 8, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What the bill calls the input: the first picture's digest.</summary>
    public string? InputSha256 => Images.Select(i => i.Sha256).FirstOrDefault(s => s is not null);

    public static StudioRequest Read(Operation operation, JsonObject body, World world)
    {
        string prompt = Text(body, "prompt") ?? "";
        return new StudioRequest(
            operation,
            prompt,
            [.. s_imageFields.SelectMany(field => ImagesIn(body[field]))],
            Profiles(operation, body, prompt),
            body["num_output_images"]?.GetValue<int>() ?? 1,
            Text(body, "aspect_ratio") ?? "auto",
            Text(body, "resolution") ?? (operation.HasCanvas ? "1K" : "2K"),
            Text(body, "quality"),
            BaseModel.Of(Text(body, "base_model") ?? BaseModel.Default),
            Text(body, "output_format") ?? DefaultFormat(world),
            Text(body, "response_mode") == "urls",
            body["async"]?.GetValue<bool>() ?? false,
            Text(body, "callback_url"),
            Text(body, "client_request_id"));
    }

    private static string? Text(JsonObject body, string field) =>
        body[field] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static IEnumerable<SentImage> ImagesIn(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(ImagesIn),
        JsonValue value when value.TryGetValue(out SentImage? image) => [image],
        _ => [],
    };

    private static string[] Profiles(Operation operation, JsonObject body, string prompt)
    {
        IEnumerable<string> named = operation == Operation.Edit || operation == Operation.Generate
            ? ProfileInPrompt().Matches(prompt).Select(m => m.Groups[1].Value)
            : [];
        IEnumerable<string> passed = operation != Operation.Generate && body["profile_ids"] is JsonArray ids
            ? ids.Select(id => id!.GetValue<string>())
            : [];
        return [.. passed.Concat(named).Distinct()];
    }

    private static string DefaultFormat(World world)
    {
        string form = world.Switches[SwitchTable.DefaultOutputFormat];
        return form != "clock" ? form : world.Clock.Now >= s_jpgBecomesDefault ? "jpg" : "png";
    }

    [GeneratedRegex(@"\[\[\s*([^\[\]]+?)\s*\]\]")]
    private static partial Regex ProfileInPrompt();
}
