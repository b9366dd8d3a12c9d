namespace PhotaPS.UnitTests.Reports;

/// <summary>Counts every byte that this process allocates, so nothing else may run beside it.</summary>
[Collection("alone")]
public sealed class ReportMemoryTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task Four_images_of_12_MB_go_into_a_report_without_being_held()
    {
        using TempFolder folder = new();
        await WriteReportAsync(folder, "small", Pixels.Png());
        byte[] large = Pixels.Png(12 * Megabyte);
        GC.Collect();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await WriteReportAsync(folder, "large", large);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 5 * Megabyte);
        Assert.InRange(new FileInfo(folder.File("large.html")).Length, 4 * 16 * Megabyte, (4 * 16 * Megabyte) + Megabyte);
    }

    private static async Task WriteReportAsync(TempFolder folder, string name, byte[] image)
    {
        PhotaReport report = new();
        for (int i = 0; i < 2; i++)
        {
            string before = folder.File($"{name}-{i}-before.png"), after = folder.File($"{name}-{i}-after.png");
            File.WriteAllBytes(before, image);
            File.WriteAllBytes(after, image);
            report.Add(new PhotaImage { Operation = "enhance", Source = before, FullName = after });
        }

        using ReportFile file = ReportFile.Create(folder.File($"{name}.html"), overwrite: false);
        await report.WriteAsync(file);
        file.Commit();
    }
}
