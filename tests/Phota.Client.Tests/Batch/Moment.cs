namespace Phota.Tests.Batches;

/// <summary>A clock that does something when it is asked for the time, until that was done: a ledger asks when it writes a fact.</summary>
internal sealed class Moment : TimeProvider
{
    private Func<bool>? _tryAct;

    public void Await(Func<bool> tryAct) => _tryAct = tryAct;

    public void Await(Action act) => Await(() =>
    {
        act();
        return true;
    });

    public override DateTimeOffset GetUtcNow()
    {
        if (_tryAct?.Invoke() == true) _tryAct = null;
        return base.GetUtcNow();
    }
}
