namespace Phota;

/// <summary>Refuses, before anything is sent, what the documented models cannot do. A model that is not documented may do anything.</summary>
public static class ModelRules
{
    /// <summary>Checks a choice of model, resolution and quality; null means not chosen. Words are compared exactly, as they are sent.</summary>
    /// <param name="baseModel">The model's id; null is the default model.</param>
    /// <param name="resolution">1K, 2K or 4K.</param>
    /// <param name="quality">auto, low, medium or high.</param>
    /// <param name="operation">edit, generate, enhance or remix.</param>
    /// <exception cref="PhotaException">Kind Validation: a documented rule is broken; the message names it and its page.</exception>
    public static void Validate(string? baseModel, string? resolution, string? quality, string operation)
    {
        RequireFree(baseModel ?? resolution ?? quality, operation);
        if ((baseModel is null ? ModelTable.Default : ModelTable.Find(baseModel)) is not { } model) return;
        if (resolution is not null && !model.Makes(resolution))
            throw Broken($"{model.Id} makes no images at {resolution}, only at {Or(model.Resolution)} ({model.Source}, release-notes v0.3.0).");
        if (quality is null || model.Takes(quality)) return;
        throw model.Quality is null
            ? Broken($"{model.Id} takes no quality; only {Choosy()} does (release-notes v0.4.0).")
            : Broken($"{model.Id} knows no quality '{quality}', only {Or(model.Quality)} (release-notes v0.4.0).");
    }

    private static void RequireFree(string? choice, string operation)
    {
        PhotaModel? pinned = ModelTable.Models.FirstOrDefault(model => PhotaModel.Has(model.PinnedFor, operation));
        if (choice is null || pinned is null) return;
        throw Broken($"{operation} takes no '{choice}': it always uses {pinned.Id} at 2K ({pinned.Source}).");
    }

    private static string Choosy() => string.Join(", ", ModelTable.Models.Where(model => model.Quality is not null).Select(model => model.Id));

    private static string Or(string words)
    {
        string[] all = words.Split(',');
        return all.Length == 1 ? all[0] : $"{string.Join(", ", all.Take(all.Length - 1))} or {all[^1]}";
    }

    private static PhotaException Broken(string rule) => new(PhotaErrorKind.Validation, rule)
    {
        Remedy = PhotaRemedy.ChooseModel,
    };
}
