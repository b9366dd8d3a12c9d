namespace PhotaPS;

/// <summary>The inputs that were not worked on because spending had to stop, so that they can be piped in again.</summary>
internal sealed class Undone
{
    private readonly List<object> _inputs = [];
    private PhotaException? _cause;

    public bool IsClosed { get; private set; }

    public object[] Inputs => [.. _inputs];

    public void Add(object input) => _inputs.Add(input);

    /// <summary>Stops spending: for want of credit, or, without a cause, at the budget's wall.</summary>
    public void Close(PhotaException? cause, object? input)
    {
        IsClosed = true;
        _cause ??= cause;
        if (input is not null) Add(input);
    }

    /// <summary>What to tell the user, if anything was left undone.</summary>
    public PhotaException? Error(Budget? budget)
    {
        if (!IsClosed) return null;
        string left = _inputs.Count == 1 ? "1 input is left undone" : $"{_inputs.Count} inputs are left undone";
        if (_cause is null) return budget!.Error($"{left}.");
        return new PhotaException(_cause.Kind, $"{_cause.Message} {left}.", _cause)
        {
            IsFatal = true,
            StatusCode = _cause.StatusCode,
            RequestId = _cause.RequestId,
            RecommendedAction = "Add credit in the developer portal, then pipe what is left in again: $Error[0].TargetObject.",
        };
    }
}
