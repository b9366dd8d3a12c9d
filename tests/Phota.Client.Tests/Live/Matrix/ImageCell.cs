using Phota.Tests.Batches;

namespace Phota.Tests.Live.Matrix;

/// <summary>A fault on one way to images, in a command with a destination.</summary>
internal sealed class ImageCell(FaultRow row, Way way, TestSandbox sandbox) : Cell(row, sandbox)
{
    protected override string Count(int posts, int gets) => $"{posts} POST, {(Row.AsksOnAndOn && gets > 0 ? "n" : gets)} GET";

    private static readonly PhotaRemedy[] s_retries = [PhotaRemedy.PayForFailed, PhotaRemedy.PayForLost, PhotaRemedy.PayForMissing];

    private bool _isLost;
    private bool _isJobKept;

    protected override async Task<string> ResultAsync(PhotaClient client)
    {
        TestBatch batch = new(Sandbox) { Key = Key, BaseUri = BaseUri, Timeout = Row.Allowed };
        TestRun run = await batch.RunAsync(way.Request(Sandbox));
        Assert.All(run.Images, image => Assert.Equal(image.Length, new FileInfo(image.FullName!).Length));
        Assert.Equal(run.Images.Length, Sandbox.Results().Length);
        string images = run.Images.Length == 1 ? "1 image" : $"{run.Images.Length} images";
        if (run.Errors is not [PhotaException error]) return images;

        AssertNoKey(error);
        string[] parts = Directory.Exists(Sandbox.Target().Directory) ? Directory.GetFiles(Sandbox.Target().Directory, "*.part", SearchOption.AllDirectories) : [];
        Assert.Empty(parts);
        using Ledger ledger = batch.OpenLedger();
        _isLost = ledger.Failures().Any(failure => failure.Reason.Contains("answer was lost", StringComparison.Ordinal));
        _isJobKept = ledger.Jobs().Count > 0;
        if (run.Images.Length == 0) Assert.Equal(_isJobKept, ledger.Failures().Any(failure => failure.Reason.Contains("not fetched", StringComparison.Ordinal)));
        return $"{error.Kind}{(run.Images.Length > 0 ? $", {images} kept" : "")}{(_isJobKept ? ", job kept" : "")}";
    }

    // What is paid for is fetched, what is not is sent, and what may be paid for in vain is only paid for again when that is asked for.
    protected override async Task CheckAgainAsync(int charges)
    {
        if (Row.Stage == Stage.Endpoint || Row.AsksOnAndOn || Row.Lasts) return;
        await Sandbox.ClearFaultsAsync();
        TestRun run = await new TestBatch(Sandbox) { Key = Key }.RunAsync(way.Request(Sandbox));
        if (run.Errors is [PhotaException error])
        {
            Assert.Equal(charges, await Sandbox.ChargesAsync());
            if (!_isJobKept) Assert.Contains(error.Remedy, s_retries);
            Assert.False(way.Mode == ResponseMode.Urls && _isLost, "A request with an id is repeated under it.");
            return;
        }

        Assert.Equal(1, await Sandbox.ChargesAsync());
        Assert.Equal(run.Images.Length, Sandbox.Results().Count(name => !name.Contains(".v3.", StringComparison.Ordinal)));
    }
}
