namespace Phota.Tests.Batches;

public sealed class BatchProgressTests
{
    [Fact]
    public void Time_left_is_what_the_rest_takes_at_the_same_pace()
    {
        BatchProgress progress = new();
        Assert.Null(progress.TimeLeft(TimeSpan.FromSeconds(10)));
        progress.Expect(3);
        progress.Expect(5);
        Assert.Null(progress.TimeLeft(TimeSpan.FromSeconds(10)));
        progress.Skip(failed: false);
        progress.Skip(failed: true);
        Assert.Equal(TimeSpan.FromSeconds(30), progress.TimeLeft(TimeSpan.FromSeconds(10)));
        Assert.Equal((8, 2, 2, 1), (progress.Total, progress.Started, progress.Done, progress.Failed));
        for (int i = 0; i < 6; i++) progress.Skip(failed: false);
        Assert.Equal(TimeSpan.Zero, progress.TimeLeft(TimeSpan.FromSeconds(10)));
        progress.Skip(failed: false);
        Assert.Null(progress.TimeLeft(TimeSpan.FromSeconds(10)));
    }
}
