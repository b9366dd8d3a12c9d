using System.Diagnostics;

namespace PhotaPS;

/// <summary>
/// Asks a person at the prompt before a batch spends more than a given amount: once, before the first request. Input is
/// held back for two seconds from the first, or for ten thousand photos, and the total so far is what is asked about.
/// </summary>
internal sealed class LargeBatchConfirmation(ImageOperationCommand command, decimal above)
{
    private const int MaxHeld = 10_000;
    private static readonly TimeSpan s_longestHold = TimeSpan.FromSeconds(2);

    private readonly Stopwatch _clock = new();
    private readonly List<(object Input, ImageRequest Request)> _held = [];
    private decimal _total;
    private int _requests;
    private int _unpriced;
    private int _sent;
    private bool _hasReleased;
    private bool? _answer;

    /// <summary>How many inputs are held back.</summary>
    public int Count => _held.Count;

    /// <summary>Whether the answer was no.</summary>
    public bool IsDeclined => _answer == false;

    /// <summary>Takes an input; what comes back may be sent now.</summary>
    /// <param name="input">The input.</param>
    /// <param name="request">Its request.</param>
    /// <param name="plan">Its plan; null where nothing would be sent for it.</param>
    public IReadOnlyList<(object Input, ImageRequest Request)> Add(object input, ImageRequest request, PhotaPlan? plan)
    {
        _clock.Start();
        _held.Add((input, request));
        if (plan?.Action is PlanAction.Submit or PlanAction.Renew)
        {
            _requests++;
            _total += plan.EstimatedCost ?? 0;
            if (plan.EstimatedCost is null) _unpriced++;
        }

        bool isHolding = !_hasReleased && _held.Count < MaxHeld && _clock.Elapsed < s_longestHold;
        return isHolding ? [] : Release();
    }

    /// <summary>What was held back for long enough; nothing while it may be held on.</summary>
    public IReadOnlyList<(object Input, ImageRequest Request)> ReleaseDue() => _held.Count > 0 && !IsDeclined && _clock.Elapsed >= s_longestHold ? Release() : [];

    /// <summary>What was held back and may be sent; nothing when the answer is no.</summary>
    public IReadOnlyList<(object Input, ImageRequest Request)> Release()
    {
        if (_answer is null && _held.Count > 0 && (_total > above || _unpriced > 0)) _answer = Ask();
        if (IsDeclined) return [];
        (object Input, ImageRequest Request)[] released = [.. _held];
        _held.Clear();
        _sent = _requests;
        _hasReleased = true;
        return released;
    }

    /// <summary>The inputs that are not sent because the answer was no.</summary>
    public IEnumerable<object> Declined => _held.Select(held => held.Input);

    private bool Ask()
    {
        string unknown = _unpriced switch
        {
            0 => "",
            1 => "The price of 1 request is unknown. ",
            _ => $"The price of {_unpriced} requests is unknown. ",
        };
        string requests = _sent > 0 ? $"{_sent} of {_requests} requests sent so far" : _requests == 1 ? "1 request so far" : $"{_requests} requests so far";
        string cost = _unpriced == 0 ? FormattableString.Invariant($", at most ${_total:0.00}")
            : _unpriced == _requests ? ""
            : FormattableString.Invariant($", those of known price at most ${_total:0.00}");
        string whole = _sent > 0 && _unpriced < _requests ? " in all" : "";
        return command.ShouldContinue($"{unknown}{requests}{cost}{whole}. Continue?", "Phota");
    }
}
