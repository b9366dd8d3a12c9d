namespace Phota;

/// <summary>Tells a typing error from another word.</summary>
public static class NearWord
{
    /// <summary>Whether a word differs from a known one only in case, or in so few letters that it is probably meant by it.</summary>
    /// <param name="word">The word as it was typed.</param>
    /// <param name="known">The known word.</param>
    public static bool IsNear(string word, string known)
    {
        int most = Math.Min(2, (known.Length - 1) / 2);
        return Math.Abs(word.Length - known.Length) <= most && Distance(word.ToLowerInvariant(), known.ToLowerInvariant()) <= most;
    }

    // How many letters have to be typed, dropped, replaced or swapped to make one word of the other.
    private static int Distance(string a, string b)
    {
        int[,] steps = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) steps[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) steps[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int best = Math.Min(Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1, steps[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                bool isSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                steps[i, j] = isSwapped ? Math.Min(best, steps[i - 2, j - 2] + 1) : best;
            }
        }

        return steps[a.Length, b.Length];
    }
}
