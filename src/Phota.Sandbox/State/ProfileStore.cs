using System.Collections.Concurrent;
using Phota.Sandbox.Faults;
using Phota.Sandbox.Images;

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
    private readonly TimeSpan _training = state.Switches.Milliseconds(SwitchTable.TrainingMilliseconds);
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
    private readonly ConcurrentDictionary<string, Profile> _profiles = new();
    private readonly ConcurrentDictionary<string, bool> _deleted = new();
    private readonly ConcurrentQueue<string> _order = new();

    public void Add(Profile profile)
    {
        _profiles[profile.Id] = profile;
        _order.Enqueue(profile.Id);
    }

    public Profile? Find(string id)
    {
        Profile? profile = _profiles.GetValueOrDefault(id);
        if (profile is { Status: ProfileStates.Error, Charge: { } charge })
        {
            profile.Charge = null;
            if (state.Switches[SwitchTable.RefundTrainingError] == "yes")
                state.Bill.Refund(charge);
        }

        return profile;
    }

    /// <summary>In the order of their creation.</summary>
    public Profile[] List(string? tag = null) =>
        [.. _order.Select(Find).OfType<Profile>().Where(p => tag is null || p.Tag == tag)];

    public bool Delete(string id)
    {
        _deleted[id] = true;
        return _profiles.TryRemove(id, out _);
    }

    public bool WasDeleted(string id) => _deleted.ContainsKey(id);
}
