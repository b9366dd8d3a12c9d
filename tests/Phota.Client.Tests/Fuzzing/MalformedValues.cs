using FsCheck;
using FsCheck.Fluent;

namespace Phota.Tests.Fuzzing;

/// <summary>A hostile file name.</summary>
public sealed record HostileName(string Text);

/// <summary>What FsCheck makes the values of our own types of.</summary>
public static class MalformedValues
{
    private static readonly string[] s_pieces =
    [
        "..", ".", "/", "\\", "../", "..\\", "C:", "\\\\server\\share\\", "~", "$HOME", "%2e%2e%2f", "CON", "nul", "COM1", "LPT\u00B9", "AUX.", "CONIN$",
        " ", "...", ":", "::$DATA", "*", "?", "\"", "<", ">", "|", "\0", "\n", "\r", "\u001b[2J", "\u007f", "\u0085", "\u202e", "\u200b", "\ud800", "\udc00",
        "\uff0f", "\u2215", "e\u0301", "\u00e9", "\U0001F431", "dog", ".jpg", ".png", ".v2", ".image", ".part", ".phota", "-", new('a', 300), new('\u6f22', 120),
    ];

    public static Arbitrary<HostileName> Names() => Gen.Elements(s_pieces)
        .Or(ArbMap.Default.GeneratorFor<string>().Where(text => text is not null))
        .ListOf()
        .Select(pieces => new HostileName(string.Concat(pieces)))
        .ToArbitrary();
}
