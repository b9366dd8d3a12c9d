namespace Phota.Sandbox.Contract;

/// <summary>A base model of the contract's section 5.</summary>
internal sealed record BaseModel(string Id, params string[] Resolutions)
{
    public const string Default = "nb2";

    /// <summary>The only model that takes <c>quality</c>.</summary>
    public const string WithQuality = "gpt-image-2";

    public static IReadOnlyList<BaseModel> All { get; } =
    [
        new(Default, "1K", "2K", "4K"),
        new(WithQuality, "1K", "2K", "4K"),
        new("qwen-image-2", "1K", "2K"),
        new("flux-2", "1K", "2K"),
        new("reve", "1K"),
    ];

    public static BaseModel Of(string id) => All.First(m => m.Id == id);
}
