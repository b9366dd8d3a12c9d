namespace Phota.Sandbox.State;

/// <summary>Where held requests wait; one release lets all of them go.</summary>
internal sealed class Gate
{
    private TaskCompletionSource _release = New();

    public Task Release => _release.Task;

    public void Open() => Interlocked.Exchange(ref _release, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
