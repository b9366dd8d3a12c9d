using System.Globalization;

namespace PhotaPS;

/// <summary>One request in the page: its photo beside each image that was made of it, and how they came about.</summary>
internal sealed class ReportArticle(StreamWriter writer, PhotaReport report, ReportImages pageImages, string folder)
{
    private readonly Markup _html = new(writer);

    public async Task WriteAsync(IReadOnlyList<PhotaImage> images, int number, CancellationToken cancellationToken)
    {
        PhotaImage first = images[0];
        string name = first.Source is { } source ? ShownSource.Name(source) : "Generated";
        _html.Write($"<article class=\"{(images.Count > 1 ? "several" : "one")}\" aria-labelledby=\"r{number}\">\n");
        _html.Write($"<header><h2 id=\"r{number}\"><bdi>{name}</bdi></h2><p><span class=\"quiet\">{Join(first.Operation, first.BaseModel, first.Resolution)}</span> {ReportCost.InWords(images)}</p></header>\n");
        if (!string.IsNullOrEmpty(first.Prompt)) _html.Write($"<p class=\"prompt\">{first.Prompt}</p>\n");
        _html.Write($"<div class=\"variations\">\n");
        ReportImage? before = first.Source is null ? null : ReportImage.Find(first.Source);
        foreach (PhotaImage image in images) await WriteFigureAsync(name, image, before, cancellationToken).ConfigureAwait(false);
        _html.Write($"</div>\n");
        WriteDetails(first, before);
        _html.Write($"</article>\n");
    }

    private async Task WriteFigureAsync(string name, PhotaImage image, ReportImage? before, CancellationToken cancellationToken)
    {
        string variation = image.Variation == 1 ? "" : $", variation {image.Variation}";
        ReportImage after = ReportImage.Find(image.FullName);
        string? choice = report.IsKept(image) switch { true => "Kept", false => "Rejected", null => null };
        _html.Write($"<figure class=\"{choice?.ToLowerInvariant()}\"><div class=\"compare\">");
        if (after.Photo is null)
        {
            _html.Write($"<p class=\"nothing\">The result {after.Missing}.</p>");
        }
        else
        {
            string size = image is { Width: { } width, Height: { } height } ? $" width=\"{width}\" height=\"{height}\"" : "";
            _html.Write($"<img class=\"after\" alt=\"{name} after {image.Operation}{variation}\" decoding=\"async\" ");
            await pageImages.WriteAsync(after.Photo, cancellationToken).ConfigureAwait(false);
            writer.Write($"{size}>");
            if (before?.Photo is not null) await WriteBeforeAsync($"{name}{variation}", name, before.Photo, cancellationToken).ConfigureAwait(false);
        }

        _html.Write($"</div><figcaption>");
        if (choice is not null) _html.Write($"<b>{choice}</b> ");
        _html.Write($"{Caption(image)}</figcaption></figure>\n");
    }

    private async Task WriteBeforeAsync(string subject, string name, LocalPhoto photo, CancellationToken cancellationToken)
    {
        _html.Write($"<img class=\"before\" alt=\"{name} before\" decoding=\"async\" ");
        await pageImages.WriteAsync(photo, cancellationToken).ConfigureAwait(false);
        _html.Write($"><div class=\"labels\"><span>Before</span><span>After</span></div>");
        _html.Write($"<input type=\"range\" autocomplete=\"off\" aria-label=\"Before and after: {subject}\" aria-valuetext=\"50 % before\"><i></i>");
    }

    private void WriteDetails(PhotaImage image, ReportImage? before)
    {
        _html.Write($"<details><summary>Details</summary><dl>");
        if (image.Source is { } source)
            WriteDetail("Photo", ReportNames.Place(source, folder) + (before?.Missing is { } missing ? $" ({missing})" : ""));
        WriteDetail("Base model", image.BaseModel);
        WriteDetail("Resolution", image.Resolution);
        WriteDetail("Profiles", image.ProfileId);
        WriteDetail("Recognised", image.KnownSubject);
        WriteDetail("Request id", image.RequestId);
        WriteDetail("Job id", image.JobId);
        WriteDetail("Took", image.Duration > TimeSpan.Zero ? Words($"{image.Duration.TotalSeconds:0.0} s") : null);
        WriteDetail("Attempts", image.Attempt > 1 ? Words($"{image.Attempt}") : null);
        WriteDetail("Made", image.CreatedAt == default ? null : Words($"{image.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC"));
        _html.Write($"</dl></details>\n");
    }

    private void WriteDetail(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) _html.Write($"<dt>{name}</dt><dd>{value}</dd>");
    }

    private string Caption(PhotaImage image) => Join(
        image.FullName is null ? null : ReportNames.Place(image.FullName, folder),
        image.Width is null ? null : Words($"{image.Width}\u00A0×\u00A0{image.Height}"),
        image.Length is { } bytes ? Size(bytes) : null);

    private static string Size(long bytes) =>
        bytes < 1024 * 1024 ? Words($"{bytes / 1024d:0}\u00A0KB") : Words($"{bytes / 1024d / 1024:0.0}\u00A0MB");

    private static string Join(params string?[] parts) => string.Join(" · ", parts.Where(part => !string.IsNullOrEmpty(part)));

    private static string Words(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
