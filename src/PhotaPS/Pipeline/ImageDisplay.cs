using System.Management.Automation;
using System.Management.Automation.Host;

namespace PhotaPS;

/// <summary>Shows images in the terminal where it can draw them, otherwise in the system's viewer.</summary>
internal sealed class ImageDisplay(PSCmdlet cmdlet)
{
    // A folder of ten thousand images must not open as many windows.
    private const int MaxWindows = 10;
    private const string EndOfSequence = "\u001b\\";

    private readonly bool _isSeen = HostInteractivity.HasScreen(cmdlet.Host);
    private readonly TerminalGraphics _graphics =
        HostInteractivity.IsInteractive(cmdlet.Host) ? TerminalImage.Detect(Environment.GetEnvironmentVariable) : TerminalGraphics.None;

    private int _windows;

    /// <summary>Shows an image.</summary>
    /// <returns>Why not; null when it is shown or the session is not interactive.</returns>
    public string? Show(string path)
    {
        try
        {
            (int columns, int rows) = Size();
            IEnumerable<string>? pieces = TerminalImage.Draw(path, _graphics, columns, rows);
            if (!_isSeen) cmdlet.WriteVerbose($"This session is not interactive, so '{path}' is not shown.");
            else if (pieces is null) return Open(path);
            else Write(pieces);
            return null;
        }
        catch (Exception e) when (e is PhotaException or IOException)
        {
            return e.Message;
        }
    }

    private string? Open(string path)
    {
        if (_windows == MaxWindows) return $"{MaxWindows} windows are open; '{path}' is not shown.";
        if (!SystemViewer.TryOpen(path)) return $"Nothing here can show images, neither the terminal nor a viewer: '{path}'.";
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

    // Leaves room for the prompt, and limits the width on very wide terminals.
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
