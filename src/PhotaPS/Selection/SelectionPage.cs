using System.Globalization;

namespace PhotaPS;

/// <summary>The page on which the user chooses: each photo beside its variations. Its images are files that it asks the server for, by number.</summary>
internal sealed class SelectionPage
{
    private readonly IReadOnlyList<PhotaImage> _images;
    private readonly IReadOnlyList<IReadOnlyList<int>> _groups;
    private readonly ReportImage?[] _befores;
    private readonly ReportImage[] _afters;
    private readonly List<LocalPhoto> _files = [];
    private readonly Dictionary<ReportImage, int> _numbers = [];
    private readonly string _style = PageResource.Read("page.css", "selection.css");
    private readonly string _script = PageResource.Read("selection.js");

    public SelectionPage(ImageSelection selection)
    {
        _images = selection.Images;
        _groups = [.. selection.Groups()];
        _afters = [.. _images.Select(image => Known(ReportImage.Find(image.FullName)))];
        _befores = [.. _groups.Select(group => _images[group[0]].Source is { } source ? Known(ReportImage.Find(source)) : null)];
    }

    /// <summary>The files that the page shows, by their numbers.</summary>
    public IReadOnlyList<LocalPhoto> Files => _files;

    // Only this style, this script, and what the page's own server answers: even markup that got in could do nothing.
    public string Policy =>
        $"default-src 'none'; img-src 'self' data:; connect-src 'self'; style-src '{PageResource.Hash(_style)}'; script-src '{PageResource.Hash(_script)}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public void Write(TextWriter writer)
    {
        Markup html = new(writer);
        html.Write($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Write($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n<title>Choose images</title>\n<style>");
        writer.Write(_style);
        html.Write($"</style>\n</head>\n<body>\n<header class=\"bar\">\n<h1>Choose images</h1>\n<p id=\"sum\" role=\"status\"></p>\n<button type=\"button\" id=\"done\">Done</button>\n</header>\n");
        html.Write($"<main>\n<p class=\"keys\"><kbd>1</kbd>–<kbd>4</kbd> or <kbd>k</kbd> keep, <kbd>x</kbd> reject, arrows move, <kbd>Enter</kbd> next, <kbd>z</kbd> <kbd>+</kbd> <kbd>−</kbd> or a tap zoom. ");
        html.Write($"Where one image of a photo is kept, its others are rejected; what you leave undecided stays where it is.</p>\n");
        for (int i = 0; i < _groups.Count; i++) WriteGroup(html, i);
        html.Write($"</main>\n<noscript>Choosing needs the page's own script, which is not allowed to run here.</noscript>\n<script>");
        writer.Write(_script);
        html.Write($"</script>\n</body>\n</html>\n");
    }

    private void WriteGroup(Markup html, int number)
    {
        IReadOnlyList<int> group = _groups[number];
        PhotaImage first = _images[group[0]];
        string name = first.Source is { } source ? ShownSource.Name(source) : "Generated";
        html.Write($"<article aria-labelledby=\"g{number}\">\n<header><h2 id=\"g{number}\"><bdi>{name}</bdi></h2><p class=\"quiet\">{first.Operation}</p></header>\n");
        if (!string.IsNullOrEmpty(first.Prompt)) html.Write($"<p class=\"prompt\">{first.Prompt}</p>\n");
        html.Write($"<div class=\"images\">\n");
        if (_befores[number] is { } before)
        {
            html.Write($"<div class=\"photo\" role=\"group\" aria-label=\"{name}, the photo\">");
            WriteFrame(html, before, $"{name}, the photo", "photo");
            html.Write($"<p class=\"caption\"><span class=\"quiet\">Photo</span></p></div>\n");
        }

        for (int i = 0; i < group.Count; i++) WriteVariation(html, name, i + 1, group[i]);
        html.Write($"</div>\n</article>\n");
    }

    private void WriteVariation(Markup html, string name, int place, int number)
    {
        PhotaImage image = _images[number];
        string subject = $"{name}, variation {image.Variation}", size = image is { Width: { } width, Height: { } height }
            ? string.Format(CultureInfo.InvariantCulture, " · {0}\u00A0×\u00A0{1}", width, height)
            : "";
        html.Write($"<div class=\"variation\" role=\"group\" tabindex=\"-1\" data-image=\"{number}\" aria-label=\"{subject}\">");
        WriteFrame(html, _afters[number], subject, "result");
        html.Write($"<div class=\"caption\"><span class=\"quiet\"><b>{place}</b> <bdi>{image.Name}</bdi>{size}</span> <span class=\"state\"></span>");
        html.Write($"<span class=\"choice\"><button type=\"button\" class=\"keep\" aria-pressed=\"false\" aria-label=\"Keep {subject}\">Keep</button>");
        html.Write($"<button type=\"button\" class=\"reject\" aria-pressed=\"false\" aria-label=\"Reject {subject}\">Reject</button></span></div></div>\n");
    }

    private void WriteFrame(Markup html, ReportImage image, string subject, string what)
    {
        if (image.Photo is not null) html.Write($"<div class=\"frame\"><img alt=\"{subject}\" decoding=\"async\" draggable=\"false\" data-src=\"images/{_numbers[image]}\"></div>");
        else html.Write($"<p class=\"nothing\">The {what} {image.Missing}.</p>");
    }

    private ReportImage Known(ReportImage image)
    {
        if (image.Photo is not { } photo) return image;
        _numbers.Add(image, _files.Count);
        _files.Add(photo);
        return image;
    }
}
