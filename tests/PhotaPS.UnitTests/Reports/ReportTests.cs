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
            [Image(folder) with { Operation = Markup, Prompt = Markup, BaseModel = Markup, ProfileId = Markup, RequestId = Markup, KnownSubject = Markup }],
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

        string[] embedded = [.. Regex.Matches(page, "data-src=\"data:image/png;base64,([^\"]+)\"").Cast<Match>().Select(match => match.Groups[1].Value)];
        Assert.Equal(
            new[] { "a.png", "photo.png", "b.png" }.Select(name => Convert.ToBase64String(File.ReadAllBytes(folder.File(name)))), embedded);
        Assert.Contains("alt=\"photo.png before\" decoding=\"async\" data-src=\"#p2\"", page, StringComparison.Ordinal);
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
        Assert.Contains("<dt>estimated cost</dt><dd>$0.27 and 2 unknown</dd>", page, StringComparison.Ordinal);
        Assert.Contains("failed</a></dt><dd>2</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<p class=\"quiet\">23 November 2026 to 24 November 2026</p>", page, StringComparison.Ordinal);
        Assert.Equal(
            [("edit", "1", "unknown"), ("enhance", "3", "$0.27 and 1 unknown")],
            Regex.Matches(page, "<th scope=\"row\">(.*?)</th><td class=\"number\">(.*?)</td><td class=\"number\">(.*?)</td>").Cast<Match>()
                .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value)));
    }

    [Fact]
    public async Task An_unknown_price_is_not_zero()
    {
        using TempFolder folder = new();
        string page = await WriteAsync(folder, new PhotaReport(), [Image(folder)]);
        Assert.Contains("<dt>image</dt><dd>1</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>estimated cost</dt><dd>unknown</dd>", page, StringComparison.Ordinal);
        Assert.Contains("price unknown</p></header>", page, StringComparison.Ordinal);
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
    public async Task More_than_a_browser_opens_is_refused_before_anything_is_written()
    {
        using TempFolder folder = new();
        PhotaImage image = Image(folder);
        using (FileStream file = File.Open(image.FullName!, FileMode.Open)) file.SetLength(PhotaReport.MaxEmbeddedBytes + 1);
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => WriteAsync(folder, new PhotaReport(), [image]));
        Assert.Equal((PhotaErrorKind.Validation, true), (e.Kind, e.IsFatal));
        Assert.Contains("-Reference", Advice.For(e), StringComparison.Ordinal);
        Assert.Equal(["result.png"], folder.Names());

        Assert.Contains("result.png", await WriteAsync(folder, new PhotaReport { AreReferences = true }, [image]), StringComparison.Ordinal);
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
