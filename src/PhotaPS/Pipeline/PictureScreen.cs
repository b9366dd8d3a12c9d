using System.Management.Automation;
using System.Management.Automation.Host;

namespace PhotaPS;

/// <summary>Shows pictures in the terminal where it can draw them, otherwise in the system's viewer.</summary>
internal sealed class PictureScreen(PSCmdlet cmdlet)
{
    // Whoever pipes in a folder of ten thousand does not mean as many windows.
    private const int MostWindows = 10;
    private const string EndOfSequence = "\u001b\\";

    private readonly TerminalGraphics _graphics =
        Onlookers.AreAt(cmdlet.Host) ? TerminalPicture.Detect(Environment.GetEnvironmentVariable) : TerminalGraphics.None;

    private int _windows;

    /// <summary>Shows a picture.</summary>
    /// <returns>Why not, or null when it is shown.</returns>
    public string? Show(string path)
    {
        try
        {
            (int columns, int rows) = Size();
            if (TerminalPicture.Draw(path, _graphics, columns, rows) is not { } pieces) return Open(path);
            Write(pieces);
            return null;
        }
        catch (Exception e) when (e is PhotaException or IOException)
        {
            return e.Message;
        }
    }

    private string? Open(string path)
    {
        if (_windows == MostWindows) return $"{MostWindows} windows are open; '{path}' is not shown.";
        bool isSeen = Environment.UserInteractive && !Onlookers.IsUnattended;
        if (!isSeen || !SystemViewer.TryOpen(path)) return $"Nothing here can show pictures, neither the terminal nor a viewer: '{path}'.";
        _windows++;
        return null;
    }

    private void Write(IEnumerable<string> pieces)
    {
        PSHostUserInterface screen = cmdlet.Host.UI;
        bool isWhole = false;
        try
        {
            foreach (string piece in pieces)
            {
                if (cmdlet.Stopping) return;
                screen.Write(piece);
            }

            isWhole = true;
        }
        finally
        {
            // A terminal that is left within a sequence shows nothing more.
            if (isWhole) screen.WriteLine();
            else screen.Write(EndOfSequence);
        }
    }

    // Room is left for the prompt, and nobody looks at a picture as wide as three screens.
    private (int Columns, int Rows) Size()
    {
        try
        {
            Size window = cmdlet.Host.UI.RawUI?.WindowSize ?? new Size(80, 24);
            return (Math.Max(1, Math.Min(80, window.Width)), Math.Max(1, window.Height - 4));
        }
        catch (Exception e) when (e is HostException or NotImplementedException)
        {
            return (80, 20);
        }
    }
}
