using System.Diagnostics;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Shows how far the training of one profile is, and keeps the last that was heard of it.</summary>
internal sealed class TrainingProgress(PSCmdlet cmdlet, PhotaProfile profile) : IProgress<PhotaProfile>
{
    private readonly int _id = ProgressId.Next();
    private readonly bool _isSeen = HostInteractivity.IsInteractive(cmdlet.Host);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private volatile PhotaProfile _latest = profile;

    public PhotaProfile Latest => _latest;

    public void Report(PhotaProfile value) => _latest = value;

    public void Show() => Write(ProgressRecordType.Processing);

    public void Finish() => Write(ProgressRecordType.Completed);

    private void Write(ProgressRecordType type)
    {
        if (!_isSeen) return;
        string state = _latest.ServiceStatus ?? "started";
        cmdlet.WriteProgress(new ProgressRecord(_id, $"Phota profile {_latest.ProfileId}", $"{state}, {_clock.Elapsed:hh\\:mm\\:ss}") { RecordType = type });
    }
}
