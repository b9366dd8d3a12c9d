namespace PhotaPS.UnitTests.Reports;

public sealed class ReportFileTests
{
    [Fact]
    public void An_existing_file_stays_unless_it_may_be_overwritten()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.File("report.html"), "mine");
        PhotaException e = Assert.Throws<PhotaException>(() => ReportFile.Create(folder.File("report.html"), overwrite: false));
        Assert.Equal((PhotaErrorKind.OutputFile, true), (e.Kind, e.IsFatal));
        Assert.Contains("report.html", e.Message, StringComparison.Ordinal);

        using (ReportFile file = ReportFile.Create(folder.File("report.html"), overwrite: true))
        {
            Assert.Equal("mine", File.ReadAllText(folder.File("report.html")));
            file.Commit();
        }

        Assert.Equal("", File.ReadAllText(folder.File("report.html")));
        Assert.Equal(["report.html"], folder.Names());
    }

    [Fact]
    public void A_file_that_came_in_the_meantime_stays()
    {
        using TempFolder folder = new();
        using (ReportFile file = ReportFile.Create(folder.File("report.html"), overwrite: false))
        {
            File.WriteAllText(folder.File("report.html"), "theirs");
            Assert.Contains("exists already", Assert.Throws<PhotaException>(file.Commit).Message, StringComparison.Ordinal);
        }

        Assert.Equal("theirs", File.ReadAllText(folder.File("report.html")));
        Assert.Equal(["report.html"], folder.Names());
    }

    [Fact]
    public void Nobody_can_foretell_the_temporary_name()
    {
        using TempFolder folder = new();
        using (ReportFile one = ReportFile.Create(folder.File("report.html"), overwrite: true), other = ReportFile.Create(folder.File("report.html"), overwrite: true))
        {
            Assert.NotEqual(one.Stream.Name, other.Stream.Name);
        }

        Assert.Empty(folder.Names());
    }

    [Fact]
    public void What_cannot_be_written_is_known_at_once()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.File("file"), "");
        Assert.Equal(PhotaErrorKind.OutputFile, Assert.Throws<PhotaException>(() => ReportFile.Create(folder.Path, overwrite: true)).Kind);
        Assert.Equal(PhotaErrorKind.OutputFile, Assert.Throws<PhotaException>(() => ReportFile.Create(folder.File("file/report.html"), overwrite: false)).Kind);
        Assert.Equal(["file"], folder.Names());
    }
}
