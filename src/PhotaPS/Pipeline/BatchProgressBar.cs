using System.Diagnostics;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>One bar a batch, redrawn at most five times a second: drawing is what made downloads slow in older hosts.</summary>
internal sealed class BatchProgressBar(PSCmdlet cmdlet, string activity)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly int _id = ProgressId.Next();
    private readonly bool _isSeen = HostInteractivity.IsInteractive(cmdlet.Host);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan? _shown;

    public void Show(BatchProgress progress, bool isNetworkLost)
    {
        if (!_isSeen || _clock.Elapsed - _shown < s_pause) return;
        cmdlet.WriteProgress(Record(progress, isNetworkLost, _clock.Elapsed));
        _shown = _clock.Elapsed;
    }

    /// <summary>Takes the bar away, if it was ever there.</summary>
    public void Finish()
    {
        if (_shown is null) return;
        _shown = null;
        cmdlet.WriteProgress(new ProgressRecord(_id, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    private ProgressRecord Record(BatchProgress progress, bool isNetworkLost, TimeSpan elapsed)
    {
        ProgressRecord record = new(_id, activity, (isNetworkLost ? "waiting for the network, " : "") + Status(progress, elapsed));
        if (progress.Total is { } total and > 0) record.PercentComplete = (int)Math.Min(100, 100L * progress.Done / total);
        if (progress.TimeLeft(elapsed) is { } left) record.SecondsRemaining = (int)Math.Min(int.MaxValue, Math.Ceiling(left.TotalSeconds));
        return record;
    }

    private static string Status(BatchProgress progress, TimeSpan elapsed)
    {
        string total = progress.Total is null ? "" : $" of {progress.Total}";
        string failed = progress.Failed == 0 ? "" : $", {progress.Failed} failed";
        string retries = progress.Retries switch { 0 => "", 1 => ", 1 retry", int count => $", {count} retries" };
        double rate = progress.Done / Math.Max(0.001, elapsed.TotalSeconds);
        return FormattableString.Invariant(
            $"{progress.Done - progress.Failed}{total} done, {progress.Started - progress.Done} under way{failed}{retries}, {rate:0.0} a second, ${progress.Cost:0.00} so far");
    }
}
