using System.Text.Json.Nodes;

namespace Phota.Sandbox.Contract;

/// <summary>A paid operation and the body that it takes.</summary>
internal sealed record Operation(string Name, params Field[] Fields)
{
    private static readonly Field s_prompt = new TextField("prompt") { Default = "" };
    private static readonly Field s_steer = new TextField("prompt") { Nullable = true };
    private static readonly Field s_profileIds = new ListField("profile_ids", new TextField("")) { Nullable = true };

    private static readonly Field[] s_output =
    [
        new IntegerField("num_output_images", 1, 4) { Default = 1 },
        new ChoiceField("output_format", "png", "jpg"),
        new ChoiceField("response_mode", "bytes", "urls") { Default = "bytes" },
    ];

    private static readonly Field[] s_canvas =
    [
        new ChoiceField("aspect_ratio", "auto", "1:1", "3:4", "4:3", "9:16", "16:9") { Default = "auto" },
        new ChoiceField("resolution", "1K", "2K", "4K") { Default = "1K" },
        new ChoiceField("quality", "auto", "low", "medium", "high") { Nullable = true },
        new ChoiceField("base_model", [.. BaseModel.All.Select(m => m.Id)]) { Default = BaseModel.Default },
    ];

    private static readonly Field[] s_async =
    [
        new FlagField("async") { Default = false },
        new CallbackField("callback_url") { Nullable = true },
        new TextField("client_request_id") { Nullable = true },
    ];

    public static Operation Edit { get; } = new("edit",
    [
        s_prompt, new ListField("images", new ImageField(""), Most: 10), s_profileIds, .. s_canvas, .. s_output, .. s_async,
    ]);

    public static Operation Generate { get; } = new("generate", [s_prompt, .. s_canvas, .. s_output, .. s_async]);

    public static Operation Enhance { get; } = new("enhance",
    [
        new ImageField("image") { Required = true }, s_steer, s_profileIds, .. s_output, .. s_async,
    ]);

    public static Operation Remix { get; } = new("remix",
    [
        new ImageField("input_image") { Required = true }, new ImageField("reference_image") { Required = true },
        s_steer, s_profileIds, .. s_output, .. s_async,
    ]);

    public static IReadOnlyList<Operation> All { get; } = [Edit, Generate, Enhance, Remix];

    /// <summary>Enhance and remix are pinned to 2K and follow the photo.</summary>
    public bool HasCanvas => Array.Exists(Fields, f => f.Name == "resolution");

    public Problems Check(JsonObject body)
    {
        var problems = new Problems();
        foreach (Field field in Fields)
            field.Check(body, problems);
        return problems;
    }
}
