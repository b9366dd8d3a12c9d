using System.Globalization;

namespace Phota.Sandbox.State;

/// <summary>A named decision of the sandbox, mostly where the contract says UNKNOWN.</summary>
/// <param name="Alternatives">The closed set of values; empty for a number.</param>
/// <param name="Unknown">The section of the contract that leaves it open; <c>null</c> where it is only a convenience.</param>
internal sealed record Switch(
    string Name, string Default, IReadOnlyList<string> Alternatives, string? Unknown, string Note)
{
    // Any time made of it still fits in a calendar.
    private const decimal LargestNumber = 10_000_000_000;

    public bool IsNumber => Alternatives.Count == 0;

    public string Expected => IsNumber ? "a number of 0 or more" : string.Join(", ", Alternatives);

    public bool Accepts(string value) => IsNumber
        ? decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            && number <= LargestNumber
        : Alternatives.Contains(value);

    public static Switch Choice(string name, string[] values, string? unknown, string note) =>
        new(name, values[0], values, unknown, note);

    public static Switch Number(string name, string value, string? unknown, string note) =>
        new(name, value, [], unknown, note);
}
