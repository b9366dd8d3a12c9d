namespace PhotaPS;

/// <summary>Reads an image file as base64.</summary>
internal static class Base64Image
{
    /// <summary>How many bytes make one block: 4096 characters, the most that kitty takes at once. A multiple of three, so that only the last one is padded.</summary>
    public const int BlockSize = 4096 / 4 * 3;

    /// <summary>The file's blocks, each read when it is asked for, and valid until the next one is.</summary>
    /// <exception cref="PhotaException">Kind InputFile: it changed, or cannot be read to its end.</exception>
    public static IEnumerable<ArraySegment<char>> Blocks(LocalPhoto photo)
    {
        using FileStream file = photo.OpenUnchanged();
        byte[] block = new byte[BlockSize];
        char[] text = new char[BlockSize / 3 * 4];
        for (long left = photo.Length; left > 0; left -= BlockSize)
        {
            int length = (int)Math.Min(left, BlockSize);
            Fill(file, block, length);
            yield return new(text, 0, Convert.ToBase64CharArray(block, 0, length, text, 0));
        }
    }

    private static void Fill(FileStream file, byte[] block, int length)
    {
        try
        {
            file.ReadExactly(block, 0, length);
        }
        catch (IOException e)
        {
            throw new PhotaException(PhotaErrorKind.InputFile, $"'{file.Name}' cannot be read to its end: {e.Message}", e);
        }
    }
}
