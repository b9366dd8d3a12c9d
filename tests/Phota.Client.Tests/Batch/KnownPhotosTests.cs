using Phota.Tests.Live;

namespace Phota.Tests.Batches;

/// <summary>A photo that did not change is recognized without being read, and one that did is never taken for what it was.</summary>
public sealed class KnownPhotosTests
{
    // Files that a test has just written count as settled.
    private static readonly TimeSpan s_settled = TimeSpan.FromHours(-1);

    [Fact]
    public async Task An_unchanged_photo_is_read_once()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { Settling = s_settled };
        await batch.RunAsync(sandbox.Photos(3));
        Assert.Equal(3, Read(batch));

        TestRun again = await batch.RunAsync(sandbox.Photos(3));
        Assert.Equal((3, 3), (again.Count(ImageOrigin.Found), Read(batch)));

        TestRun verified = await (batch with { Verify = true }).RunAsync(sandbox.Photos(3));
        Assert.Equal((3, 6), (verified.Count(ImageOrigin.Found), Read(batch)));
        Assert.Equal(3, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task A_photo_that_was_only_touched_is_read_again_and_found()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { Settling = s_settled };
        await batch.RunAsync(sandbox.Enhance());
        File.SetLastWriteTimeUtc(sandbox.Photo(), DateTime.UtcNow.AddDays(-1));
        TestRun again = await batch.RunAsync(sandbox.Enhance());
        Assert.Equal((1, 2), (again.Count(ImageOrigin.Found), Read(batch)));
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Theory]
    [InlineData("written over")]
    [InlineData("replaced by a copy that keeps times")]
    public async Task A_photo_of_the_same_size_and_time_with_other_bytes_is_another_photo(string how)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { Settling = s_settled };
        string photo = sandbox.Photo(length: 900);
        await batch.RunAsync(sandbox.Enhance());

        DateTime time = File.GetLastWriteTimeUtc(photo);
        byte[] bytes = File.ReadAllBytes(photo);
        bytes[^20] ^= 1;
        string written = how == "written over" ? photo : sandbox.Folder.File("copy.png");
        File.WriteAllBytes(written, bytes);
        File.SetLastWriteTimeUtc(written, time);
        if (written != photo)
        {
            File.Delete(photo);
            File.Move(written, photo);
        }

        TestRun again = await batch.RunAsync(sandbox.Enhance());
        Assert.Equal(1, again.Count(ImageOrigin.New));
        Assert.Equal(2, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task A_photo_that_was_written_just_before_is_not_remembered()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        // Longer than the test may take on a slow machine.
        TestBatch batch = new(sandbox) { Settling = TimeSpan.FromMinutes(10) };
        await batch.RunAsync(sandbox.Photos(2));
        TestRun again = await batch.RunAsync(sandbox.Photos(2));
        Assert.Equal((2, 0), (again.Count(ImageOrigin.Found), Read(batch)));
    }

    [Fact]
    public async Task A_damaged_line_gives_no_photo_another_identity()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { Settling = s_settled };
        await batch.RunAsync(sandbox.Enhance());
        foreach (string file in LedgerFiles(batch)) File.WriteAllText(file, Flip(File.ReadAllText(file)));
        TestRun again = await batch.RunAsync(sandbox.Enhance());
        Assert.Equal((1, 2), (again.Count(ImageOrigin.Found), Read(batch)));
        Assert.Equal(1, await sandbox.ChargesAsync());

        static string Flip(string text)
        {
            int at = text.IndexOf("\"sha256\":\"", text.IndexOf("\"photo\"", StringComparison.Ordinal), StringComparison.Ordinal) + 10;
            return text.Substring(0, at) + (text[at] == '0' ? '1' : '0') + text.Substring(at + 1);
        }
    }

    [Fact]
    public async Task A_plan_reads_and_writes_nothing()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { Settling = s_settled };
        await batch.RunAsync(sandbox.Photos(1));
        string[] before = LedgerFiles(batch);
        Assert.Equal([PlanAction.Skip, PlanAction.Submit], batch.Plan(sandbox.Photos(2)).Select(plan => plan!.Action));
        Assert.Equal(before, LedgerFiles(batch));
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(-2000, -2000, false)]
    [InlineData(-2001, -2001, true)]
    [InlineData(-2001, 0, false)]
    [InlineData(0, -2001, false)]
    [InlineData(3_600_000, -2001, false)]
    [InlineData(-2001, 3_600_000, false)]
    public void Only_what_lay_untouched_for_a_tick_of_the_coarsest_clock_is_settled(long modified, long changed, bool expected)
    {
        DateTimeOffset now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
        FileStamp stamp = new(1, Nanoseconds(modified), Nanoseconds(changed), 7);
        Assert.Equal(expected, stamp.IsSettled(now, TimeSpan.FromSeconds(2)));

        long Nanoseconds(long milliseconds) => (now.ToUnixTimeMilliseconds() + milliseconds) * 1_000_000;
    }

    private static string[] LedgerFiles(TestBatch batch) => Directory.GetFiles(Path.Combine(batch.Destination!, ".phota", "ledger"));

    // What was read and may be remembered has a line in the ledger.
    private static int Read(TestBatch batch) =>
        LedgerFiles(batch).SelectMany(File.ReadAllLines).Count(line => line.Contains("\"state\":\"photo\""));
}
