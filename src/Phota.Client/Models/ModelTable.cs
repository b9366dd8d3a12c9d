namespace Phota;

/// <summary>The base models that are documented (<c>guides/base-models</c>). A model that is not here may exist all the same.</summary>
public static class ModelTable
{
    private const string Page = "guides/base-models";

    /// <summary>The models, the default one first.</summary>
    public static IReadOnlyList<PhotaModel> Models { get; } =
    [
        Flat("nb2", "Nano Banana 2", "1K,2K,4K") with { IsDefault = true, PinnedFor = "enhance,remix" },
        Flat("gpt-image-2", "GPT Image 2", "1K,2K,4K") with { Billing = "tokens", Quality = "auto,low,medium,high" },
        Flat("qwen-image-2", "Qwen Image 2", "1K,2K"),
        Flat("flux-2", "Flux 2 Dev", "1K,2K"),
        Flat("reve", "Reve", "1K"),
    ];

    /// <summary>The model that a request without one gets.</summary>
    public static PhotaModel Default { get; } = Models.Single(model => model.IsDefault);

    /// <summary>A model by its id, or null when it is not in the table.</summary>
    /// <param name="id">The id, exactly as the service writes it.</param>
    public static PhotaModel? Find(string id) => Models.FirstOrDefault(model => model.Id == id);

    private static PhotaModel Flat(string id, string name, string resolution) => new()
    {
        Id = id,
        Name = name,
        Resolution = resolution,
        Billing = "flat",
        Operation = "edit,generate",
        Source = Page,
    };
}
