using System.Globalization;
using System.Text;

namespace PhotaPS.Formatting;

/// <summary>Makes names and paths fit into a column so that what tells them apart can still be read.</summary>
internal static class TextTruncation
{
    private const string Cut = "…";

    /// <summary>A name whose middle gives way: its beginning tells what it is, its end which kind and variation.</summary>
    public static string Name(string name, int cells)
    {
        if (Cells(name) <= cells) return name;
        string[] letters = Letters(name);
        int end = (cells - 1) / 2;
        string first = string.Concat(Taken(letters, cells - 1 - end));
        Array.Reverse(letters);
        return first + Cut + string.Concat(Taken(letters, end).Reverse());
    }

    /// <summary>A path as it is seen from a folder, or as many of its last parts as fit; never less than the file's name.</summary>
    public static string Path(string path, int cells, string here)
    {
        char separator = System.IO.Path.DirectorySeparatorChar;
        string folder = here.TrimEnd(separator) + separator;
        string near = path.StartsWith(folder, StringComparison.Ordinal) ? path.Substring(folder.Length) : path;
        if (Cells(near) <= cells) return near;
        for (int at = near.IndexOf(separator, 1); at >= 0; at = near.IndexOf(separator, at + 1))
        {
            string end = near.Substring(at);
            if (Cells(end) < cells) return $"{Cut}{end}";
        }

        return Name(ShownSource.Name(near), cells);
    }

    /// <summary>A sentence in lines that break between words.</summary>
    public static string Words(string text, int cells)
    {
        StringBuilder lines = new();
        int used = 0;
        foreach (string word in text.Split(' '))
        {
            bool isFirst = lines.Length == 0;
            bool fits = used + 1 + Cells(word) <= cells;
            if (!isFirst) lines.Append(fits ? ' ' : '\n');
            used = fits && !isFirst ? used + 1 + Cells(word) : Cells(word);
            lines.Append(word);
        }

        return lines.ToString();
    }

    private static IEnumerable<string> Taken(IEnumerable<string> letters, int cells) =>
        letters.TakeWhile(letter => (cells -= Cells(letter)) >= 0);

    // What a reader takes for one letter may be several characters.
    private static string[] Letters(string text)
    {
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        return [.. starts.Select((start, i) => text.Substring(start, (i + 1 < starts.Length ? starts[i + 1] : text.Length) - start))];
    }

    private static int Cells(string text) => text.Sum(c => IsWide(c) ? 2 : 1);

    // The East Asian letters that PowerShell's tables count as two columns.
    private static bool IsWide(char c) => c is (>= '\u1100' and <= '\u115F') or '\u2329' or '\u232A'
        or (>= '\u2E80' and <= '\uA4CF' and not '\u303F') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF')
        or (>= '\uFE10' and <= '\uFE19') or (>= '\uFE30' and <= '\uFE6F') or (>= '\uFF00' and <= '\uFF60') or (>= '\uFFE0' and <= '\uFFE6');
}
