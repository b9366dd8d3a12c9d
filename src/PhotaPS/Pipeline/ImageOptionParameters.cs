namespace PhotaPS;

internal static class ImageOptionParameters
{
    public static ImageOptions ToOptions(this IImageOptions parameters) => new()
    {
        AspectRatio = parameters.AspectRatio?.ToLowerInvariant(),
        Resolution = parameters.Resolution?.ToUpperInvariant(),
        BaseModel = Model(parameters.BaseModel),
        Quality = parameters.Quality?.ToLowerInvariant(),
    };

    /// <summary>Refuses a choice that can succeed for no photo, before the first is taken.</summary>
    public static void RequireModelRules(this IImageOptions parameters, string operation)
    {
        ImageOptions options = parameters.ToOptions();
        try
        {
            ModelRules.Validate(options.BaseModel, options.Resolution, options.Quality, operation);
        }
        catch (PhotaException e)
        {
            throw new PhotaException(e.Kind, e.Message, e) { Remedy = e.Remedy, IsFatal = true };
        }
    }

    private static string? Model(string? id) =>
        ModelTable.Models.FirstOrDefault(model => string.Equals(model.Id, id, StringComparison.OrdinalIgnoreCase))?.Id ?? id;
}
