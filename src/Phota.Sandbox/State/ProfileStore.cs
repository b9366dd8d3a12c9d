namespace Phota.Sandbox.State;

internal static class ProfileStates
{
    public const string Validating = "VALIDATING";
    public const string Queuing = "QUEUING";
    public const string InProgress = "IN_PROGRESS";
    public const string Ready = "READY";
    public const string Error = "ERROR";
}

/// <summary>An identity that trains by the clock, by a fault's script, or as it is forced to.</summary>
internal sealed class Profile(SandboxState state, string tier, string? tag, InputPhoto? photo = null, ProfileFault? script = null)
{
    private readonly TimeSpan _training = state.Switches.Milliseconds("training_ms");
    private int _polls;
    private (string Status, string? Message)? _forced;

    public string Id { get; } = state.Ids.NextProfile();
    public string Tier => tier;
    public string? Tag => tag;
    public InputPhoto? Photo => photo;
    public DateTimeOffset CreatedAt { get; } = state.Clock.Now;
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
            TimeSpan age = state.Clock.Now - CreatedAt;
            if (age >= _training)
                return script?.Final ?? ProfileStates.Ready;
            if (age < _training / 6)
                return ProfileStates.Validating;
            return age < _training / 3 ? ProfileStates.Queuing : ProfileStates.InProgress;
        }
    }

    /// <summary>A client asks for the status: a script moves on by one state.</summary>
    public void Poll() => Interlocked.Increment(ref _polls);
    public void Force(string status, string? message) => _forced = (status, message);
}

internal sealed class ProfileStore(SandboxState state)
{
    private readonly Lock _lock = new();
    private readonly List<Profile> _profiles = [];
    private readonly HashSet<string> _deleted = [];

    public void Add(Profile profile)
    {
        lock (_lock)
            _profiles.Add(profile);
    }

    public Profile? Find(string id) => List().FirstOrDefault(profile => profile.Id == id);

    /// <summary>In the order of their creation. A training that has failed is refunded when it is first seen.</summary>
    public Profile[] List(string? tag = null)
    {
        lock (_lock)
        {
            foreach (Profile profile in _profiles.Where(p => p.Charge is not null && p.Status == ProfileStates.Error))
            {
                if (state.Switches["refund_training_error"] == "yes")
                    state.Bill.Refund(profile.Charge!);
                profile.Charge = null;
            }

            return [.. _profiles.Where(p => tag is null || p.Tag == tag)];
        }
    }

    public bool Delete(string id)
    {
        lock (_lock)
        {
            _deleted.Add(id);
            return _profiles.RemoveAll(profile => profile.Id == id) > 0;
        }
    }

    public bool WasDeleted(string id)
    {
        lock (_lock)
            return _deleted.Contains(id);
    }
}
