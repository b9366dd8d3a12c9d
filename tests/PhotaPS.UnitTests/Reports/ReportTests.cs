using System.Text.RegularExpressions;

namespace PhotaPS.UnitTests.Reports;

public sealed class ReportTests
{
    [Fact]
    public async Task Names_prompts_and_reasons_are_text_whatever_they_are()
    {
        const string Markup = "</p></script><script>\"'&{0}";
        using TempFolder folder = new();
        string page = await WriteAsync(
            folder,
            new PhotaReport { Title = Markup },
            [Image(folder) with { Operation = Markup, EstimatedCost = 1, CreatedAt = DateTimeOffset.UtcNow, Prompt = Markup, BaseModel = Markup, ProfileId = Markup, RequestId = Markup, KnownSubject = Markup }],
            [new PhotaFailure { Source = Markup, Reason = Markup, ErrorId = Markup, RecommendedAction = Markup, Operation = Markup, RequestId = Markup }]);

        Assert.Single(Regex.Matches(page, "<script"));
        string policy = Assert.Single(Regex.Matches(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">").Cast<Match>()).Groups[1].Value;
        Assert.StartsWith("default-src &#39;none&#39;; img-src data:; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("</p></script>", page, StringComparison.Ordinal);
        Assert.Contains("<h1>&lt;/p&gt;&lt;/script&gt;&lt;script&gt;&quot;&#39;&amp;{0}</h1>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_is_in_the_page_once_byte_by_byte()
    {
        using TempFolder folder = new();
        PhotaImage first = Image(folder, "a.png") with { RequestId = "1", Source = ImageFile(folder, "photo.png", 100_000) };
        string page = await WriteAsync(folder, new PhotaReport(), [first, first with { Variation = 2, FullName = ImageFile(folder, "b.png", 70_000) }]);

        string[] embedded = [.. Regex.Matches(page, " src=\"data:image/png;base64,([^\"]+)\"").Cast<Match>().Select(match => match.Groups[1].Value)];
        Assert.Equal(
            new[] { "a.png", "photo.png", "b.png" }.Select(name => Convert.ToBase64String(File.ReadAllBytes(folder.File(name)))), embedded);
        Assert.Contains("alt=\"photo.png before\" decoding=\"async\" data-copy=\"p2\"", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "<article"));
    }

    [Fact]
    public async Task References_are_URLs_as_seen_from_the_page()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder.File("out"));
        bool canAsk = !Path.GetInvalidFileNameChars().Contains('?');
        PhotaImage image = Image(folder, canAsk ? "out/100% #1?.png" : "out/100% #1.png") with { Source = ImageFile(folder, "my photo [1].png") };
        string page = await WriteAsync(folder, new PhotaReport { AreReferences = true }, [image], name: "pages/deep/report.html");

        Assert.Contains($"data-src=\"../../out/100%25%20%231{(canAsk ? "%3F" : "")}.png\"", page, StringComparison.Ordinal);
        Assert.Contains("data-src=\"../../my%20photo%20%5B1%5D.png\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data:image", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Totals_are_by_operation_and_guess_no_price()
    {
        using TempFolder folder = new();
        PhotaImage image = Image(folder) with { EstimatedCost = 0.12m, CreatedAt = new(2026, 11, 23, 23, 59, 0, TimeSpan.Zero) };
        string page = await WriteAsync(
            folder,
            new PhotaReport(),
            [image, image with { EstimatedCost = 0.15m }, image with { EstimatedCost = null, CreatedAt = image.CreatedAt.AddDays(1) }, image with { Operation = "edit", EstimatedCost = null }],
            [new PhotaFailure { Reason = "no" }, new PhotaFailure { Reason = "no" }]);

        Assert.Contains("<dt>images</dt><dd>4</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>estimated cost</dt><dd>$0.27</dd></div><div><dt>unpriced</dt><dd>2</dd>", page, StringComparison.Ordinal);
        Assert.Contains("failed</a></dt><dd>2</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<p class=\"quiet\">23 November 2026 to 24 November 2026</p>", page, StringComparison.Ordinal);
        Assert.Equal(
            [("edit", "1", "1", "unknown"), ("enhance", "3", "1", "$0.27")],
            Regex.Matches(page, "<th scope=\"row\">(?:<svg.*?</svg>)?(\\w+)</th><td class=\"number\">(.*?)</td><td class=\"number\">(.*?)</td><td class=\"number\">(.*?)</td>").Cast<Match>()
                .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value)));
    }

    [Fact]
    public async Task An_unknown_price_is_not_zero()
    {
        using TempFolder folder = new();
        string page = await WriteAsync(folder, new PhotaReport(), [Image(folder)]);
        Assert.Contains("<dt>image</dt><dd>1</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>estimated cost</dt><dd>unknown</dd>", page, StringComparison.Ordinal);
        Assert.Contains("unpriced</p></header>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"spending\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("$0.00", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_shown_is_said_in_words()
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("photo.heic"), [0, 0, 0, 16, .. "ftypheic"u8, 0, 0, 0, 0]);
        File.WriteAllText(folder.File("text.png"), "no image");
        PhotaImage image = Image(folder);
        string page = await WriteAsync(folder, new PhotaReport(),
        [
            image with { Source = folder.File("photo.heic") },
            image with { Source = folder.File("gone.png") },
            image with { Source = "https://example.com/in/photo.jpg?signature=secret" },
            image with { FullName = null, DownloadUri = new("https://example.com/out.jpg?signature=secret") },
            image with { FullName = folder.File("text.png") },
        ]);

        Assert.Contains("<dd>photo.heic (is a HEIC image, which browsers do not show)</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dd>gone.png (is not there any more)</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dd>https://example.com/in/photo.jpg (is at a URL, and not in this page)</dd>", page, StringComparison.Ordinal);
        Assert.Contains("The result is not saved.", page, StringComparison.Ordinal);
        Assert.Contains("The result cannot be read as an image.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<input", page, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_of_the_writer_are_not_told()
    {
        using TempFolder folder = new();
        PhotaImage image = Image(folder, "result.png") with { Source = folder.File("gone/photo.png") };
        string page = await WriteAsync(
            folder, new PhotaReport(), [image], [new PhotaFailure { Source = image.Source, Reason = $"'{image.Source}' is not there." }], "page/report.html");

        Assert.Contains("<figcaption>result.png</figcaption>", page, StringComparison.Ordinal);
        Assert.Contains("<td>&#39;photo.png&#39; is not there.", page, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spending_is_drawn_said_and_listed_by_day_and_operation()
    {
        using TempFolder folder = new();
        PhotaImage image = Image(folder) with { EstimatedCost = 0.30m, CreatedAt = new(2026, 11, 23, 23, 59, 0, TimeSpan.Zero) };
        string page = await WriteAsync(
            folder,
            new PhotaReport(),
            [image with { CreatedAt = image.CreatedAt.AddDays(1) }, image, image with { Operation = "edit", EstimatedCost = 0.10m }, image with { Operation = "edit", EstimatedCost = null }]);

        Assert.Contains("<h2 id=\"spending\">Spending by day and operation</h2>", page, StringComparison.Ordinal);
        Assert.Contains("<svg role=\"img\" aria-labelledby=\"chart\" aria-describedby=\"chart-words\"", page, StringComparison.Ordinal);
        Assert.Contains("<desc id=\"chart-words\">23 November 2026: $0.40 and 1 unpriced, edit $0.10, enhance $0.30. 24 November 2026: $0.30, enhance $0.30.</desc>", page, StringComparison.Ordinal);
        Assert.Equal(
            [("op0", "0%", "25%", "edit $0.10"), ("op1", "25%", "75%", "enhance $0.30"), ("op1", "0%", "75%", "enhance $0.30")],
            Regex.Matches(page, "<rect class=\"(\\w+)\" x=\"(.*?)\" y=\".*?\" width=\"(.*?)\".*?<title>(.*?)</title>").Cast<Match>()
                .Select(bar => (bar.Groups[1].Value, bar.Groups[2].Value, bar.Groups[3].Value, bar.Groups[4].Value)));
        Assert.Equal(
            ["23 November 2026 $0.10 $0.30 1 $0.40", "24 November 2026 $0.00 $0.30 0 $0.30"],
            Regex.Matches(page, "<tr><th scope=\"row\">(\\d+ \\w+ \\d+)</th>(.*?)</tr>").Cast<Match>()
                .Select(row => $"{row.Groups[1].Value} {string.Join(" ", Regex.Matches(row.Groups[2].Value, "<td.*?>(.*?)</td>").Cast<Match>().Select(cell => cell.Groups[1].Value))}"));
    }

    [Theory]
    [InlineData(31, 1, "day", 31)]
    [InlineData(32, 1, "month", 2)]
    [InlineData(32, 31, "year", 4)]
    public async Task Days_that_are_too_many_to_draw_are_months_or_years(int images, int daysBetween, string period, int rows)
    {
        using TempFolder folder = new();
        PhotaImage image = Image(folder) with { EstimatedCost = 0.12m };
        string page = await WriteAsync(
            folder,
            new PhotaReport(),
            [.. Enumerable.Range(0, images).Select(i => image with { CreatedAt = new DateTimeOffset(2024, 10, 1, 0, 0, 0, TimeSpan.Zero).AddDays(i * daysBetween) })]);
        Assert.Contains($"Spending by {period} and operation", page, StringComparison.Ordinal);
        Assert.Equal(rows, Regex.Matches(page, "<rect [^>]*><title>").Cast<Match>().Count());
    }

    [Fact]
    public async Task What_was_rejected_is_marked_and_so_is_what_was_kept_instead()
    {
        using TempFolder folder = new();
        PhotaImage image = Image(folder) with { Fingerprint = "f", RequestId = "1" };
        PhotaImage rejected = image with { Variation = 2, FullName = ImageFile(folder, "v2.png") };
        PhotaReport report = new();
        report.Reject(rejected);
        string page = await WriteAsync(folder, report, [image, rejected, image with { Fingerprint = "other", RequestId = "2", FullName = ImageFile(folder, "other.png") }]);

        Assert.Contains("<dt>kept</dt><dd>1</dd></div><div><dt>rejected</dt><dd>1</dd>", page, StringComparison.Ordinal);
        Assert.Equal(
            [("kept", "<b>Kept</b> result.png"), ("rejected", "<b>Rejected</b> v2.png"), ("", "other.png")],
            Regex.Matches(page, "<figure class=\"(\\w*)\">.*?<figcaption>(.*?)</figcaption>").Cast<Match>().Select(figure => (figure.Groups[1].Value, figure.Groups[2].Value)));
    }

    [Fact]
    public async Task What_is_too_much_for_a_page_is_linked_and_the_page_says_so()
    {
        using TempFolder folder = new();
        PhotaImage first = Image(folder, "first.png"), large = Image(folder, "large.png"), last = Image(folder, "last.png");
        using (FileStream file = File.Open(large.FullName!, FileMode.Open)) file.SetLength(PhotaReport.MaxEmbeddedBytes);
        PhotaReport report = new();
        string page = await WriteAsync(folder, report, [first, large, last]);

        Assert.Equal(2, report.LinkedCount);
        Assert.Single(Regex.Matches(page, " src=\"data:image"));
        Assert.Equal(["large.png", "last.png"], Regex.Matches(page, "data-src=\"(.*?)\"").Cast<Match>().Select(link => link.Groups[1].Value));
        Assert.Contains("The first image is in this page, the others are not.", page, StringComparison.Ordinal);
        Assert.Contains("img-src &#39;self&#39; file: data:;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fits_into_a_page_is_in_it_and_nothing_else_may_be_shown()
    {
        using TempFolder folder = new();
        PhotaReport report = new();
        string page = await WriteAsync(folder, report, [Image(folder)]);
        Assert.Equal(0, report.LinkedCount);
        Assert.DoesNotContain("class=\"note\"", page, StringComparison.Ordinal);
        Assert.Contains("img-src data:;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_photo_is_looked_for_on_the_share_that_a_ledger_names()
    {
        PhotaReport report = new();
        report.Add(new PhotaImage { Operation = "edit", Source = @"\\attacker\share\dog.jpg", FullName = "/photos/dog.jpg" });
        Assert.DoesNotContain("attacker", Assert.Single(report.Images).Source!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_leaves_nothing_behind()
    {
        using TempFolder folder = new();
        using CancellationTokenSource stop = new();
        PhotaReport report = new();
        for (int i = 0; i < 3; i++) report.Add(Image(folder));
        StopAt progress = new(2, stop);
        using (ReportFile file = ReportFile.Create(folder.File("report.html"), overwrite: false))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => report.WriteAsync(file, progress, stop.Token));
        Assert.Equal(2, progress.Seen);
        Assert.Equal(["result.png"], folder.Names());
    }

    private static async Task<string> WriteAsync(
        TempFolder folder, PhotaReport report, PhotaImage[] images, PhotaFailure[]? failures = null, string name = "report.html")
    {
        foreach (PhotaImage image in images) report.Add(image);
        foreach (PhotaFailure failure in failures ?? []) report.Add(failure);
        using (ReportFile file = ReportFile.Create(folder.File(name), overwrite: false))
        {
            await report.WriteAsync(file);
            file.Commit();
        }

        return File.ReadAllText(folder.File(name));
    }

    private static PhotaImage Image(TempFolder folder, string name = "result.png") => new() { Operation = "enhance", FullName = ImageFile(folder, name) };

    private static string ImageFile(TempFolder folder, string name, int length = 0)
    {
        File.WriteAllBytes(folder.File(name), Pixels.Png(length));
        return folder.File(name);
    }

    private sealed class StopAt(int count, CancellationTokenSource stop) : IProgress<int>
    {
        public int Seen { get; private set; }

        public void Report(int value)
        {
            Seen = value;
            if (value == count) stop.Cancel();
        }
    }
}
