using System.Management.Automation;

namespace PhotaPS;

/// <summary>Shows how far the writing of a report is.</summary>
internal sealed class ReportProgress(PSCmdlet cmdlet, int total) : IProgress<int>
{
    private readonly int _id = ProgressId.Next();
    private readonly bool _isSeen = HostInteractivity.IsInteractive(cmdlet.Host);
    private volatile int _done;

    public void Report(int value) => _done = value;

    public void Show()
    {
        if (_isSeen) cmdlet.WriteProgress(new ProgressRecord(_id, "Phota report", $"{_done} of {total} images") { PercentComplete = 100 * _done / Math.Max(1, total) });
    }

    public void Finish()
    {
        if (_isSeen) cmdlet.WriteProgress(new ProgressRecord(_id, "Phota report", "Done") { RecordType = ProgressRecordType.Completed });
    }
}
