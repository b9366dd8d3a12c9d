using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;

namespace PhotaPS.Formatting;

/// <summary>The words of the views.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class View
{
    /// <summary>What an image is made of: the photo's name, or else the prompt.</summary>
    /// <param name="source">A path or URL, or null.</param>
    /// <param name="prompt">The prompt, or null.</param>
    /// <param name="cells">The width of its column.</param>
    public static string Source(string? source, string? prompt, int cells) =>
        source is null or "" ? ShownText.Line(prompt ?? "") : TextTruncation.Name(ShownText.Line(ShownSource.Name(source)), cells);

    /// <summary>A text that the user may not have typed.</summary>
    /// <param name="text">The text, or null.</param>
    public static string? Text(string? text) => text is null ? null : ShownText.Line(text);

    /// <summary>Width and height, where they are known.</summary>
    /// <param name="image">A result.</param>
    public static string Pixels(PSObject image) => Record<PhotaImage>(image) is { Width: { } width, Height: { } height } ? $"{width}x{height}" : "";

    /// <summary>Where a result is: its path, or until when its URL works.</summary>
    /// <param name="image">A result.</param>
    /// <param name="cells">The width of the column.</param>
    /// <param name="engine">The session.</param>
    public static string Result(PSObject image, int cells, EngineIntrinsics engine) => Result(Record<PhotaImage>(image), cells, engine);

    private static string Result(PhotaImage image, int cells, EngineIntrinsics engine)
    {
        if (image.FullName is not null) return Near(image.FullName, cells, engine);
        if (image.ExpiresAt is not { } end) return "";
        return end > DateTimeOffset.UtcNow ? $"until {end.LocalDateTime:g}" : "URL has expired";
    }

    /// <summary>An amount in dollars, or a question mark where it is not known.</summary>
    /// <param name="amount">US dollars, or null.</param>
    public static string Money(decimal? amount) => amount is null ? "?" : FormattableString.Invariant($"${amount:#,##0.00}");

    /// <summary>What a group comes to, as far as its prices are known.</summary>
    /// <param name="cost">What is known of its cost.</param>
    /// <param name="images">How many images it has.</param>
    /// <param name="unpriced">How many of them have no known price.</param>
    public static string Cost(decimal cost, int images, int unpriced) => Money(unpriced == images ? null : cost);

    /// <summary>The most that may be spent.</summary>
    /// <param name="limit">US dollars, or null.</param>
    public static string Budget(decimal? limit) => limit is null ? "no limit" : Money(limit);

    /// <summary>A length of time, in the two units that matter.</summary>
    /// <param name="time">The time; nothing for none.</param>
    public static string Time(TimeSpan time) => time switch
    {
        { Ticks: 0 } => "",
        { TotalSeconds: < 1 } => FormattableString.Invariant($"{time.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => FormattableString.Invariant($"{time.TotalSeconds:0.#} s"),
        { TotalHours: < 1 } => Units((int)time.TotalMinutes, "min", time.Seconds, "s"),
        _ => Units((int)time.TotalHours, "h", time.Minutes, "min"),
    };

    /// <summary>A length of time, in the two units that matter.</summary>
    /// <param name="seconds">Seconds.</param>
    public static string Seconds(int seconds) => Time(TimeSpan.FromSeconds(seconds));

    /// <summary>A file's size, where it is known.</summary>
    /// <param name="bytes">Bytes, or null.</param>
    public static string Size(long? bytes) => bytes switch
    {
        null => "",
        < 1000 => FormattableString.Invariant($"{bytes} bytes"),
        < 1000_000 => FormattableString.Invariant($"{bytes / 1000.0:0.0} kB"),
        _ => FormattableString.Invariant($"{bytes / 1000_000.0:0.0} MB"),
    };

    /// <summary>A moment on this machine's clock, where it is known.</summary>
    /// <param name="moment">The moment, or null.</param>
    public static string Moment(DateTimeOffset? moment) => moment is { } known ? $"{known.LocalDateTime:g}" : "";

    /// <summary>The service's word for a profile's state, or ours where it has said none.</summary>
    /// <param name="profile">A profile.</param>
    /// <param name="engine">The session.</param>
    public static string ProfileStatus(PSObject profile, EngineIntrinsics engine) => Status(Record<PhotaProfile>(profile), engine);

    private static string Status(PhotaProfile profile, EngineIntrinsics engine) =>
        Marked(Text(profile.ServiceStatus) ?? "(not asked)", profile.Status is PhotaProfileStatus.Error or PhotaProfileStatus.Inactive, engine);

    /// <summary>The service's word for a job's state, or ours where it has said none.</summary>
    /// <param name="job">A job.</param>
    /// <param name="engine">The session.</param>
    public static string JobStatus(PSObject job, EngineIntrinsics engine) => Status(Record<PhotaJob>(job), engine);

    private static string Status(PhotaJob job, EngineIntrinsics engine) =>
        Marked(Text(job.ServiceStatus) ?? job.Status.ToString(), job.Status == PhotaJobStatus.Failed, engine);

    /// <summary>Whether a signature fits.</summary>
    /// <param name="verdict">A verdict.</param>
    /// <param name="engine">The session.</param>
    public static string Validity(PSObject verdict, EngineIntrinsics engine) =>
        Record<CallbackVerdict>(verdict) is { IsValid: true } ? Marked("True", isBad: false, engine) : Marked("False", isBad: true, engine);

    /// <summary>A sentence in lines that break between words.</summary>
    /// <param name="text">The sentence.</param>
    /// <param name="cells">The width of its column.</param>
    public static string Words(string text, int cells) => TextTruncation.Words(text, cells);

    /// <summary>A mark where something is so.</summary>
    /// <param name="isSo">Whether it is.</param>
    public static string Mark(bool isSo) => isSo ? "yes" : "";

    /// <summary>How many at once, or that each cmdlet has a default of its own.</summary>
    /// <param name="limit">The limit, or null.</param>
    public static string Limit(int? limit) => limit?.ToString(CultureInfo.InvariantCulture) ?? "default";

    // Another process sends what it wrote as properties alone, and such an object is shown like any other.
    internal static T Record<T>(PSObject item) where T : class => item.BaseObject as T ?? (T)RowReader.Read(item, typeof(T));

    internal static string Marked(string word, bool isBad, EngineIntrinsics engine) => isBad ? AnsiStyle.Alarm(word, engine) : word;

    internal static string Near(string path, int cells, EngineIntrinsics engine) =>
        TextTruncation.Path(ShownText.Line(path), cells, ShownText.Line(engine.SessionState.Path.CurrentFileSystemLocation.ProviderPath));

    private static string Units(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}
