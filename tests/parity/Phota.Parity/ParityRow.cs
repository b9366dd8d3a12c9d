namespace Phota.Parity;

/// <summary>What became of one point.</summary>
public sealed record ParityRow
{
    public const string Confirmed = "confirmed";
    public const string Differs = "differs";
    public const string NotAsked = "not asked";

    public required string Name { get; init; }

    /// <summary>Whether it is a switch of the sandbox.</summary>
    public required bool IsSwitch { get; init; }

    public required string Assumed { get; init; }

    /// <summary>In words; null when it was not asked.</summary>
    public string? Seen { get; init; }

    /// <summary>The position of the switch that the service behaves as; null where none fits.</summary>
    public string? Position { get; init; }

    public required string Verdict { get; init; }

    /// <summary>Why it was not asked.</summary>
    public string? Why { get; init; }

    /// <summary>What finding it out cost.</summary>
    public decimal Cost { get; init; }
}

/// <summary>Something to ask the service.</summary>
public sealed record ParityQuestion(string Name, string Text, decimal MaxCost)
{
    internal Func<Task> AskAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>The points that it answers.</summary>
    internal IReadOnlyList<string> Answers { get; init; } = [];

    public override string ToString() => $"{Text} ({(MaxCost == 0 ? "free" : $"at most {Money.Of(MaxCost)}")})";
}
