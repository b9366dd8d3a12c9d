namespace PhotaPS;

/// <summary>How a terminal takes images.</summary>
internal enum TerminalGraphics
{
    /// <summary>Not at all, as far as is known.</summary>
    None,

    /// <summary>By kitty's graphics protocol, which takes PNG files.</summary>
    Kitty,

    /// <summary>By iTerm2's inline images, which take any image file.</summary>
    ITerm2,
}
