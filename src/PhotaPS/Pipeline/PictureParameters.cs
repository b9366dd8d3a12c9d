using System.Collections;

namespace PhotaPS;

internal static class PictureParameters
{
    public static PictureOptions ToOptions(this IPictureOptions parameters) => new()
    {
        AspectRatio = parameters.AspectRatio?.ToLowerInvariant(),
        Resolution = parameters.Resolution?.ToUpperInvariant(),
        BaseModel = Model(parameters.BaseModel),
        Quality = parameters.Quality?.ToLowerInvariant(),
    };

    /// <summary>Refuses a choice that can succeed for no photo, before the first is taken; a model of the caller's own is past our rules.</summary>
    public static void RequireModelRules(this IPictureOptions parameters, string operation, Hashtable additionalBody)
    {
        if (additionalBody.ContainsKey("base_model")) return;
        PictureOptions options = parameters.ToOptions();
        try
        {
            ModelRules.Validate(options.BaseModel, options.Resolution, options.Quality, operation);
        }
        catch (PhotaException e)
        {
            throw new PhotaException(e.Kind, e.Message, e) { RecommendedAction = e.RecommendedAction, IsFatal = true };
        }
    }

    private static string? Model(string? id) =>
        ModelTable.Models.FirstOrDefault(model => string.Equals(model.Id, id, StringComparison.OrdinalIgnoreCase))?.Id ?? id;
}
