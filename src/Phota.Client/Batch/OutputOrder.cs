namespace Phota;

/// <summary>Holds what is finished back until all that came in before it has gone out.</summary>
internal sealed class OutputOrder<T>(Action<T> deliver)
{
    private readonly Dictionary<int, T> _held = [];
    private int _next;

    public int Held => _held.Count;

    public void Take(int number, T item)
    {
        _held.Add(number, item);
        while (_held.TryGetValue(_next, out T? due))
        {
            // Counted before it is handed over, because the receiver may add the next one.
            _held.Remove(_next++);
            deliver(due);
        }
    }
}
