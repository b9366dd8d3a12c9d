using Phota.Sandbox.Faults;
using Phota.Sandbox.Pictures;

namespace Phota.Sandbox.State;

internal static class ProfileStates
{
    public const string Validating = "VALIDATING";
    public const string Queuing = "QUEUING";
    public const string InProgress = "IN_PROGRESS";
    public const string Ready = "READY";
    public const string Error = "ERROR";
    public const string Inactive = "INACTIVE";
}

/// <summary>An identity that trains by the clock, by a fault's script, or as it is told.</summary>
internal sealed class Profile(World world, string id, string tier, string? tag, SourcePhoto? photo, ProfileFault? script)
{
    private readonly TimeSpan _training = world.Switches.Milliseconds(SwitchTable.TrainingMilliseconds);
    private int _polls;
    private (string Status, string? Message)? _forced;

    public string Id => id;

    public string Tier => tier;

    public string? Tag => tag;

    public SourcePhoto? Photo => photo;

    public DateTimeOffset CreatedAt { get; } = world.Clock.Now;

    public BillEntry? Charge { get; set; }

    public string? Message => _forced is { } forced
        ? forced.Message
        : Status == ProfileStates.Error ? script?.Message ?? "No subject could be found in the photos." : null;

    public string Status
    {
        get
        {
            if (_forced is { } forced)
                return forced.Status;
            if (script?.States is { Count: > 0 } states && _polls <= states.Count)
                return states[Math.Max(0, _polls - 1)];
            return ByClock(world.Clock.Now - CreatedAt);
        }
    }

    /// <summary>Somebody asks: a script moves on by one state.</summary>
    public void Poll() => Interlocked.Increment(ref _polls);

    public void Force(string status, string? message) => _forced = (status, message);

    private string ByClock(TimeSpan age)
    {
        if (age >= _training)
            return script?.Final ?? ProfileStates.Ready;
        if (age < _training / 6)
            return ProfileStates.Validating;
        return age < _training / 3 ? ProfileStates.Queuing : ProfileStates.InProgress;
    }
}
