using System.Collections.Concurrent;

namespace Phota.Tests.Live.Matrix;

/// <summary>Sandboxes for one test class; each is used by one cell of the matrix at a time, and forgets it afterwards.</summary>
public sealed class Sandboxes : IAsyncLifetime
{
    private readonly ConcurrentBag<TestSandbox> _idle = [];

    public Task InitializeAsync() => Task.CompletedTask;

    internal async Task<TestSandbox> TakeAsync() => _idle.TryTake(out TestSandbox? sandbox) ? sandbox : await TestSandbox.StartAsync();

    internal async Task GiveBackAsync(TestSandbox sandbox)
    {
        await sandbox.PostAsync("reset");
        Directory.Delete(sandbox.Target().Directory, recursive: true);
        _idle.Add(sandbox);
    }

    public async Task DisposeAsync()
    {
        foreach (TestSandbox sandbox in _idle) await sandbox.DisposeAsync();
    }
}
