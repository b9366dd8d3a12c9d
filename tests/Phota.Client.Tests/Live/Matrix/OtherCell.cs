namespace Phota.Tests.Live.Matrix;

/// <summary>A fault on a call that makes no images.</summary>
internal sealed class OtherCell(FaultRow row, OtherCall call, TestSandbox sandbox) : Cell(row, sandbox)
{
    private string _profile = "";

    protected override string Count(int posts, int gets) => $"{posts + gets} sent";

    protected override async Task PrepareAsync() => _profile = (string)(await Sandbox.PostForAsync("profiles", new { status = "READY" }))["profile_id"]!;

    protected override async Task<string> ResultAsync(PhotaClient client)
    {
        using TempFolder folder = new();
        try
        {
            await call.RunAsync(client, _profile, folder);
            return "done";
        }
        catch (PhotaException e)
        {
            AssertNoKey(e);
            Assert.Empty(folder.Names());
            return $"{e.Kind}";
        }
    }
}
