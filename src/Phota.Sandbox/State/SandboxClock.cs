namespace Phota.Sandbox.State;

/// <summary>System time plus an offset that tests move forward; everything with time in it follows this clock.</summary>
internal sealed class SandboxClock : TimeProvider
{
    /// <summary>A client's timer may fire this much early; the client is not to blame for that.</summary>
    public static readonly TimeSpan TimerTolerance = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan s_longestDelay = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private TimeSpan _offset;
    private TaskCompletionSource _advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DateTimeOffset Now => GetUtcNow();

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return base.GetUtcNow() + _offset;
    }

    public void Advance(TimeSpan time)
    {
        TaskCompletionSource advanced;
        lock (_lock)
        {
            _offset += time;
            (advanced, _advanced) = (_advanced, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        advanced.SetResult();
    }

    public async Task UntilAsync(DateTimeOffset instant, CancellationToken cancel)
    {
        while (true)
        {
            Task advanced;
            TimeSpan left;
            lock (_lock)
                (advanced, left) = (_advanced.Task, instant - base.GetUtcNow() - _offset);
            if (left <= TimeSpan.Zero)
                return;

            using var elapsed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(Task.Delay(left < s_longestDelay ? left : s_longestDelay, elapsed.Token), advanced);
            await elapsed.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }
    }
}

/// <summary>Ids that look random and are the same on every run with the same seed.</summary>
internal sealed class IdSource(int seed)
{
    private int _requests;
    private int _jobs;
    private int _profiles;

    public int Seed => seed;
    public string NextRequest() => Uuid("request", Interlocked.Increment(ref _requests));
    public string NextJob() => Uuid("job", Interlocked.Increment(ref _jobs));
    public string NextProfile() => Hex("profile", Interlocked.Increment(ref _profiles));
    public byte[] Key(string purpose) => Digest(purpose, 0);

    private string Uuid(string purpose, int number)
    {
        string hex = Hex(purpose, number);
        return $"{hex[..8]}-{hex[8..12]}-4{hex[13..16]}-a{hex[17..20]}-{hex[20..]}";
    }

    private string Hex(string purpose, int number) => Convert.ToHexStringLower(Digest(purpose, number).AsSpan(0, 16));

    private byte[] Digest(string purpose, int number) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}:{purpose}:{number}")));
}
