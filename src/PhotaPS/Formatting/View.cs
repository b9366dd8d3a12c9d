using System.ComponentModel;

namespace PhotaPS.Formatting;

/// <summary>The words of the table views.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class View
{
    /// <summary>The last part of a path or address.</summary>
    /// <param name="source">A path or address, or null.</param>
    public static string Name(string? source)
    {
        string path = source?.Split('?')[0].TrimEnd('/', '\\') ?? "";
        return path.Substring(path.LastIndexOfAny([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]) + 1);
    }

    /// <summary>Width and height, where they are known.</summary>
    /// <param name="image">A result.</param>
    public static string Pixels(PhotaImage image) => image.Width is null ? "" : $"{image.Width}x{image.Height}";

    /// <summary>An amount in dollars, where it is known.</summary>
    /// <param name="amount">US dollars, or null.</param>
    public static string Money(decimal? amount) => amount is null ? "?" : FormattableString.Invariant($"${amount:0.00}");

    /// <summary>Where a result is: its path, or until when its address works.</summary>
    /// <param name="image">A result.</param>
    public static string Result(PhotaImage image) =>
        image.Path ?? (image.ExpiresAt is { } end ? $"until {end.LocalDateTime:g}" : "");

    /// <summary>The service's word for a profile's state, or ours where it has said none.</summary>
    /// <param name="profile">A profile.</param>
    public static string Status(PhotaProfile profile) => profile.ServiceStatus ?? "(not asked)";

    /// <summary>The service's word for a job's state, or ours where it has said none.</summary>
    /// <param name="job">A job.</param>
    public static string Status(PhotaJob job) => job.ServiceStatus ?? job.Status.ToString();

    /// <summary>A mark where something is so.</summary>
    /// <param name="isSo">Whether it is.</param>
    public static string Mark(bool isSo) => isSo ? "yes" : "";

    /// <summary>A time limit.</summary>
    /// <param name="seconds">Seconds.</param>
    public static string Seconds(int seconds) => FormattableString.Invariant($"{seconds} s");

    /// <summary>How many at once, or that each cmdlet has a default of its own.</summary>
    /// <param name="limit">The limit, or null.</param>
    public static string Limit(int? limit) => limit?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "default";
}
