using Phota.Tests.Batches;

namespace Phota.Tests.Live.Matrix;

/// <summary>A fault on one way to images, in a command with a destination.</summary>
internal sealed class PictureCell(FaultRow row, Way way, TestSandbox sandbox) : Cell(row, sandbox)
{
    protected override string Count(int posts, int gets) => $"{posts} POST, {(Row.AsksOnAndOn && gets > 0 ? "n" : gets)} GET";

    protected override async Task<string> ResultAsync(PhotaClient client)
    {
        TestBatch batch = new(Sandbox) { Key = Key, BaseUri = BaseUri, Timeout = Row.Allowed };
        TestRun run = await batch.RunAsync(way.Request(Sandbox));
        Assert.All(run.Images, image => Assert.Equal(image.Length, new FileInfo(image.Path!).Length));
        Assert.Equal(run.Images.Length, Sandbox.Results().Length);
        string images = run.Images.Length == 1 ? "1 image" : $"{run.Images.Length} images";
        if (run.Errors is not [PhotaException error]) return images;

        AssertNoKey(error);
        string[] parts = Directory.Exists(Sandbox.Target().Directory) ? Directory.GetFiles(Sandbox.Target().Directory, "*.part", SearchOption.AllDirectories) : [];
        Assert.Empty(parts);
        using Ledger ledger = batch.OpenLedger();
        bool isJobKept = ledger.Jobs().Count > 0;
        Assert.Equal(isJobKept, ledger.Failures().Any(failure => failure.Reason.Contains("not fetched", StringComparison.Ordinal)));
        return $"{error.Kind}{(run.Images.Length > 0 ? $", {images} kept" : "")}{(isJobKept ? ", job kept" : "")}";
    }
}
