namespace PhotaPS;

/// <summary>Images as escape sequences for terminals that draw them.</summary>
internal static class TerminalImage
{
    private const string Escape = "\u001b";

    /// <summary>Tells by its environment how a terminal takes images.</summary>
    /// <param name="environment">Looks up a variable of the process that the terminal started.</param>
    public static TerminalGraphics Detect(Func<string, string?> environment)
    {
        string term = environment("TERM") ?? "", program = environment("TERM_PROGRAM") ?? "";

        // What is inside a terminal multiplexer sees the variables of the terminal around it, but not the terminal.
        if (IsSet("TMUX") || IsSet("STY") || Begins(term, "screen") || Begins(term, "tmux")) return TerminalGraphics.None;
        return program switch
        {
            "iTerm.app" or "WezTerm" => TerminalGraphics.ITerm2,
            "ghostty" => TerminalGraphics.Kitty,
            // Another terminal, which may have been started from one of ours.
            { Length: > 0 } => TerminalGraphics.None,
            _ when term is "xterm-kitty" or "xterm-ghostty" || IsSet("KITTY_WINDOW_ID") => TerminalGraphics.Kitty,
            _ when environment("LC_TERMINAL") == "iTerm2" => TerminalGraphics.ITerm2,
            _ => TerminalGraphics.None,
        };

        bool IsSet(string name) => environment(name) is { Length: > 0 };
        static bool Begins(string text, string start) => text.StartsWith(start, StringComparison.Ordinal);
    }

    /// <summary>Draws an image: pieces to write one after the other, made while the file is read; null when the terminal cannot take it.</summary>
    /// <param name="path">The image's full path.</param>
    /// <param name="graphics">How the terminal takes images.</param>
    /// <param name="columns">How many columns wide it may be.</param>
    /// <param name="rows">How many rows high it may be.</param>
    /// <exception cref="PhotaException">Kind InputFile: it is missing, unreadable or not an image; also while the pieces are made.</exception>
    public static IEnumerable<string>? Draw(string path, TerminalGraphics graphics, int columns, int rows)
    {
        LocalPhoto photo = LocalPhoto.Open(path);
        return graphics switch
        {
            TerminalGraphics.Kitty when photo.Format == ImageFormat.Png => Kitty(photo, Size(photo, columns, rows)),
            TerminalGraphics.ITerm2 when photo.Format != ImageFormat.Heic => ITerm2(photo, columns, rows),
            _ => null,
        };
    }

    // Without q=2 the terminal answers, and the answer would be the user's next command.
    private static IEnumerable<string> Kitty(LocalPhoto photo, string size)
    {
        string keys = $"a=T,f=100,q=2,{size},";
        long left = photo.Length;
        foreach (ArraySegment<char> block in Base64Image.Blocks(photo))
        {
            left -= Base64Image.BlockSize;
            yield return $"{Escape}_G{keys}m={(left > 0 ? 1 : 0)};{Text(block)}{Escape}\\";
            keys = "";
        }
    }

    private static IEnumerable<string> ITerm2(LocalPhoto photo, int columns, int rows)
    {
        yield return FormattableString.Invariant($"{Escape}]1337;File=inline=1;size={photo.Length};width={columns};height={rows}:");
        foreach (ArraySegment<char> block in Base64Image.Blocks(photo)) yield return Text(block);
        yield return "\a";
    }

    private static string Text(ArraySegment<char> block) => new(block.Array!, 0, block.Count);

    // Kitty keeps the shape when it is told one side. Its cells are about twice as high as they are wide.
    private static string Size(LocalPhoto photo, int columns, int rows)
    {
        bool isWide = photo.ReadSize() is not { } size || (long)size.Width * rows * 2 >= (long)size.Height * columns;
        return isWide ? FormattableString.Invariant($"c={columns}") : FormattableString.Invariant($"r={rows}");
    }
}
