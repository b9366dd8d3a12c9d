using System.Globalization;

namespace Phota;

/// <summary>One of several equal shares of a batch, for as many machines: <c>3/10</c> is the third of ten.</summary>
public sealed record Shard
{
    /// <summary>Reads a share from its text.</summary>
    /// <param name="text">For example <c>3/10</c>.</param>
    /// <exception cref="FormatException">It is not of that form, or not one of its shares.</exception>
    public Shard(string text)
    {
        string[] parts = text.Split('/');
        bool isRead = parts.Length == 2
            & int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            & int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int of);
        if (!isRead || number < 1 || number > of) throw new FormatException($"'{text}' is not a share such as 3/10.");
        Number = number;
        Of = of;
    }

    /// <summary>Which share, from 1.</summary>
    public int Number { get; }

    /// <summary>How many shares there are.</summary>
    public int Of { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Number}/{Of}";
}
