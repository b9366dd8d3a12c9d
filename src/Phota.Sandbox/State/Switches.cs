namespace Phota.Sandbox.State;

/// <summary>A named decision of the sandbox, mostly where Phota's documentation leaves it open.</summary>
/// <param name="Alternatives">The closed set of values, the default first; empty for a number.</param>
/// <param name="Unknown">The section of the contract that leaves it open; <c>null</c> where it is only a convenience.</param>
internal sealed record Switch(string Name, string Default, IReadOnlyList<string> Alternatives, string? Unknown, string Note)
{
    // Any time span made of it still fits into a calendar.
    private const decimal MaxNumber = 10_000_000_000;

    /// <summary>The embedded <c>switches.json</c>.</summary>
    public static IReadOnlyDictionary<string, Switch> All { get; } =
        JsonSerializer.Deserialize<Row[]>(Resources.Read("switches.json"), Json.Options)!.ToDictionary(row => row.Name, row => new Switch(
            row.Name, row.Number ?? row.Values![0], row.Values ?? [], row.Unknown, row.Note));

    public string Expected => Alternatives.Count == 0 ? "a number of 0 or more" : string.Join(", ", Alternatives);

    public bool Accepts(string value) => Alternatives.Count == 0
        ? decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) && number <= MaxNumber
        : Alternatives.Contains(value);

    private sealed record Row(string Name, string? Unknown, string Note, string[]? Values = null, string? Number = null);
}

internal sealed class Switches
{
    private readonly ConcurrentDictionary<string, string> _values = new(Switch.All.ToDictionary(s => s.Key, s => s.Value.Default));
    public Switches(IReadOnlyDictionary<string, string> initial) => Set(initial);
    public string this[string name] => _values[name];
    public decimal Number(string name) => decimal.Parse(this[name], CultureInfo.InvariantCulture);
    public int Integer(string name) => (int)Math.Min(int.MaxValue, Number(name));
    public TimeSpan Milliseconds(string name) => TimeSpan.FromMilliseconds((double)Number(name));
    public TimeSpan Seconds(string name) => TimeSpan.FromSeconds((double)Number(name));

    /// <summary>Sets all or none.</summary>
    /// <exception cref="ArgumentException">A name or value does not exist; the message lists what does.</exception>
    public void Set(IReadOnlyDictionary<string, string> values)
    {
        foreach ((string name, string value) in values)
        {
            if (!Switch.All.TryGetValue(name, out Switch? known))
                throw new ArgumentException($"There is no switch '{name}'. The switches are: {string.Join(", ", Switch.All.Keys)}.");
            if (!known.Accepts(value))
                throw new ArgumentException($"Switch '{name}' cannot be '{value}'. It takes: {known.Expected}.");
        }

        foreach ((string name, string value) in values)
            _values[name] = value;
    }
}
