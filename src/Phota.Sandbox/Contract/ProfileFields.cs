namespace Phota.Sandbox.Contract;

/// <summary>The body of <c>/profiles/add</c> and what its tiers take.</summary>
internal static class ProfileFields
{
    public const string Standard = "standard";
    public const string Fast = "fast";
    public const int LongestTag = 128;

    private const int Fewest = 5;
    private const int Most = 50;

    public static IReadOnlyList<Field> All { get; } =
    [
        new ListField("image_urls", new ImageUrlField(""), Fewest, Most) { Required = true },
        new ChoiceField("training_tier", Standard, Fast) { Default = Standard },
        new TextField("tag", 1, LongestTag) { Nullable = true },
    ];

    public static (int Fewest, int Most) PhotosOf(string tier) => tier == Fast ? (Fewest, 10) : (10, Most);
}
