using System.Globalization;

namespace PhotaPS;

/// <summary>The page around the images: its content security policy, the totals, and the inputs that failed.</summary>
internal sealed class ReportPage(StreamWriter writer, PhotaReport report)
{
    private readonly Markup _html = new(writer);
    private readonly ReportSpending _spending = new(report.Images);

    /// <summary>Writes what comes before the images.</summary>
    /// <param name="embedded">How many image files are in the page.</param>
    /// <param name="hasLinks">Whether it shows others from where they lie.</param>
    public void Begin(int embedded, bool hasLinks)
    {
        string style = PageResource.Read("page.css", "report.css"), script = PageResource.Read("report.js");
        // Only this style and this script, and only images of the page's own: even markup that got in could do nothing.
        string images = hasLinks ? "'self' file: data:" : "data:";
        string policy = $"default-src 'none'; img-src {images}; style-src '{PageResource.Hash(style)}'; script-src '{PageResource.Hash(script)}'; base-uri 'none'; form-action 'none'";
        _html.Write($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        _html.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
        _html.Write($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        _html.Write($"<link rel=\"icon\" href=\"data:,\">\n<title>{report.Title}</title>\n<style>");
        writer.Write(style);
        _html.Write($"</style>\n</head>\n<body>\n");
        WriteSum();
        if (hasLinks) WriteNote(embedded);
        _spending.Write(_html);
        _html.Write($"<main>\n<section class=\"images\" aria-label=\"Images\">\n");
    }

    public void End()
    {
        _html.Write($"</section>\n");
        if (report.Failures.Count > 0) WriteFailures();
        _html.Write($"</main>\n");
        _html.Write($"<footer>Written by PhotaPS, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC. Costs are estimates by known prices; the service reports none.</footer>\n");
        _html.Write($"<noscript>Linked images and the sliders need the page's own script, which is not allowed to run here.</noscript>\n<script>");
        writer.Write(PageResource.Read("report.js"));
        _html.Write($"</script>\n</body>\n</html>\n");
    }

    private void WriteSum()
    {
        IReadOnlyList<PhotaImage> images = report.Images;
        _html.Write($"<header class=\"sum\">\n<div><h1>{report.Title}</h1>\n");
        if (Days(images) is { } days) _html.Write($"<p class=\"quiet\">{days}</p>\n");
        _html.Write($"<dl class=\"figures\"><div><dt>{(images.Count == 1 ? "image" : "images")}</dt><dd>{images.Count}</dd></div>");
        _html.Write($"<div><dt>estimated cost</dt><dd>{ReportCost.Of(images)}</dd></div>");
        WriteFigure("unpriced", ReportCost.Unpriced(images));
        WriteFigure("kept", images.Count(image => report.IsKept(image) == true));
        WriteFigure("rejected", images.Count(image => report.IsKept(image) == false));
        if (report.Failures.Count > 0)
            _html.Write($"<div class=\"bad\"><dt><a href=\"#failures\">failed</a></dt><dd>{report.Failures.Count}</dd></div>");
        _html.Write($"</dl></div>\n");
        if (images.Count > 0) WriteTotals(images);
        _html.Write($"</header>\n");
    }

    private void WriteFigure(string name, int number)
    {
        if (number > 0) _html.Write($"<div><dt>{name}</dt><dd>{number}</dd></div>");
    }

    private void WriteNote(int embedded)
    {
        string which = embedded switch
        {
            0 => "The images are not in this page.",
            1 => "The first image is in this page, the others are not.",
            _ => $"The first {embedded} image files are in this page, the others are not.",
        };
        _html.Write($"<p class=\"note\">{which} It shows them from where they lie, so they are missing where the page is moved or sent without them. ");
        _html.Write($"<button type=\"button\" id=\"print\">Load all and print</button></p>\n");
    }

    private void WriteTotals(IReadOnlyList<PhotaImage> images)
    {
        _html.Write($"<table><thead><tr><th scope=\"col\">Operation</th><th scope=\"col\" class=\"number\">Images</th>");
        bool hasUnpriced = ReportCost.Unpriced(images) > 0;
        if (hasUnpriced) _html.Write($"<th scope=\"col\" class=\"number\">Unpriced</th>");
        _html.Write($"<th scope=\"col\" class=\"number\">Estimated cost</th></tr></thead>\n<tbody>");
        foreach (IGrouping<string, PhotaImage> same in images.GroupBy(ReportSpending.Operation).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            _html.Write($"<tr><th scope=\"row\">");
            if (_spending.ColourOf(same.Key) is { } colour) _html.Write($"<svg aria-hidden=\"true\" width=\"12\" height=\"12\"><rect class=\"{colour}\" width=\"12\" height=\"12\"/></svg>");
            _html.Write($"{same.Key}</th><td class=\"number\">{same.Count()}</td>");
            if (hasUnpriced) _html.Write($"<td class=\"number\">{ReportCost.Unpriced(same)}</td>");
            _html.Write($"<td class=\"number\">{ReportCost.Of([.. same])}</td></tr>\n");
        }

        _html.Write($"</tbody></table>\n");
    }

    private void WriteFailures()
    {
        _html.Write($"<section class=\"failures\" id=\"failures\" aria-labelledby=\"failed\">\n<h2 id=\"failed\">Failed</h2>\n<table>");
        _html.Write($"<thead><tr><th scope=\"col\">Photo</th><th scope=\"col\">Reason</th></tr></thead>\n<tbody>");
        foreach (PhotaFailure failure in report.Failures)
        {
            string source = failure.Source is { Length: > 0 } given ? given : "–", name = ShownSource.Name(source);
            _html.Write($"<tr><th scope=\"row\"><bdi>{name}</bdi></th><td>{failure.Reason.Replace(ShownText.Line(source), name)}");
            WriteSmall(failure.RecommendedAction);
            WriteSmall(string.Join(" · ", new[] { failure.Operation, failure.ErrorId, failure.RequestId }.Where(part => !string.IsNullOrEmpty(part))));
            _html.Write($"</td></tr>\n");
        }

        _html.Write($"</tbody></table>\n</section>\n");
    }

    private void WriteSmall(string? text)
    {
        if (!string.IsNullOrEmpty(text)) _html.Write($"<small>{text}</small>");
    }

    private static string? Days(IReadOnlyList<PhotaImage> images)
    {
        DateTime[] days = [.. images.Where(image => image.CreatedAt != default).Select(image => image.CreatedAt.UtcDateTime.Date).Distinct()];
        if (days.Length == 0) return null;
        string first = Day(days.Min()), last = Day(days.Max());
        return first == last ? first : $"{first} to {last}";
    }

    private static string Day(DateTime day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
