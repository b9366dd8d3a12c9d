using System.Collections.Concurrent;

namespace Phota.Sandbox.State;

internal sealed class ProfileBook(World world)
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
            Refund(profile, charge);
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

    private void Refund(Profile profile, BillEntry charge)
    {
        profile.Charge = null;
        if (world.Switches[SwitchTable.RefundTrainingError] == "yes")
            world.Bill.Refund(charge);
    }
}
