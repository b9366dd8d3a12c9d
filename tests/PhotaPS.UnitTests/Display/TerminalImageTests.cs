using System.Text.RegularExpressions;

namespace PhotaPS.UnitTests.Display;

public sealed class TerminalImageTests
{
    [Theory]
    [InlineData("TERM=xterm-kitty", nameof(TerminalGraphics.Kitty))]
    [InlineData("TERM=xterm-256color KITTY_WINDOW_ID=1", nameof(TerminalGraphics.Kitty))]
    [InlineData("TERM=xterm-ghostty TERM_PROGRAM=ghostty", nameof(TerminalGraphics.Kitty))]
    [InlineData("TERM=xterm-256color TERM_PROGRAM=iTerm.app", nameof(TerminalGraphics.ITerm2))]
    [InlineData("TERM=xterm-256color TERM_PROGRAM=WezTerm", nameof(TerminalGraphics.ITerm2))]
    [InlineData("TERM=xterm-256color LC_TERMINAL=iTerm2", nameof(TerminalGraphics.ITerm2))]
    [InlineData("TERM=xterm-256color TERM_PROGRAM=vscode KITTY_WINDOW_ID=1", nameof(TerminalGraphics.None))]
    [InlineData("TERM=tmux-256color TERM_PROGRAM=tmux LC_TERMINAL=iTerm2", nameof(TerminalGraphics.None))]
    [InlineData("TERM=screen.xterm-256color STY=1 KITTY_WINDOW_ID=1", nameof(TerminalGraphics.None))]
    [InlineData("TERM=xterm-kitty TMUX=/tmp/tmux", nameof(TerminalGraphics.None))]
    [InlineData("TERM=xterm-256color", nameof(TerminalGraphics.None))]
    [InlineData("", nameof(TerminalGraphics.None))]
    public void A_terminal_is_known_by_its_environment(string variables, string expected)
    {
        Dictionary<string, string> environment = variables.Split([' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(expected, TerminalImage.Detect(name => environment.TryGetValue(name, out string? value) ? value : null).ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3072)]
    [InlineData(3073)]
    [InlineData(100_000)]
    public void Kitty_gets_a_png_in_pieces_that_it_takes(int length)
    {
        using TempFolder folder = new();
        byte[] png = Pixels.Png(length);
        File.WriteAllBytes(folder.File("dog.png"), png);
        Match[] pieces = [.. TerminalImage.Draw(folder.File("dog.png"), TerminalGraphics.Kitty, 80, 20)!
            .Select(piece => Regex.Match(piece, "^\u001b_G(?<keys>[a-z0-9=,]*)m=(?<more>[01]);(?<data>[^\u001b]*)\u001b\\\\$", RegexOptions.IgnoreCase))];

        Assert.All(pieces, piece => Assert.True(piece.Success));
        Assert.All(pieces, piece => Assert.InRange(piece.Groups["data"].Length, 1, 4096));
        Assert.Equal(["a=T,f=100,q=2,r=20,", .. pieces.Skip(1).Select(_ => "")], pieces.Select(piece => piece.Groups["keys"].Value));
        Assert.Equal([.. pieces.Skip(1).Select(_ => "1"), "0"], pieces.Select(piece => piece.Groups["more"].Value));
        Assert.Equal(png, pieces.SelectMany(piece => Convert.FromBase64String(piece.Groups["data"].Value)));
    }

    [Fact]
    public void ITerm2_gets_any_image_as_one_sequence()
    {
        using TempFolder folder = new();
        string photo = Path.Combine(Repository.Root, "docs", "photos", "dog.jpg");
        string drawn = string.Concat(TerminalImage.Draw(photo, TerminalGraphics.ITerm2, 80, 20)!);
        byte[] bytes = File.ReadAllBytes(photo);
        Assert.StartsWith($"\u001b]1337;File=inline=1;size={bytes.Length};width=80;height=20:", drawn, StringComparison.Ordinal);
        Assert.EndsWith("\a", drawn, StringComparison.Ordinal);
        Assert.Equal(bytes, Convert.FromBase64String(drawn.Substring(drawn.IndexOf(':') + 1).TrimEnd('\a')));
    }

    [Fact]
    public void What_a_terminal_cannot_take_is_not_drawn()
    {
        using TempFolder folder = new();
        string photo = Path.Combine(Repository.Root, "docs", "photos", "dog.jpg");
        File.WriteAllText(folder.File("text.png"), "no image");
        Assert.Null(TerminalImage.Draw(photo, TerminalGraphics.Kitty, 80, 20));
        Assert.Null(TerminalImage.Draw(photo, TerminalGraphics.None, 80, 20));
        Assert.Throws<PhotaException>(() => TerminalImage.Draw(folder.File("text.png"), TerminalGraphics.Kitty, 80, 20));
    }
}
