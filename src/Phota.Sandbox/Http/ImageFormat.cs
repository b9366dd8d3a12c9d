namespace Phota.Sandbox.Http;

/// <summary>What bytes are, by their magic numbers.</summary>
internal static class ImageFormat
{
    public const string Jpeg = "jpeg";
    public const string Png = "png";
    public const string WebP = "webp";
    public const string Heic = "heic";
    public const string Unknown = "unknown";

    /// <summary>How many bytes a decision needs.</summary>
    public const int HeadLength = 12;

    public static string Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return Jpeg;
        if (head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return Png;
        if (head.Length < HeadLength)
            return Unknown;
        if (head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
            return WebP;
        return head[4..].StartsWith("ftyp"u8) && IsHeicBrand(head[8..12]) ? Heic : Unknown;
    }

    private static bool IsHeicBrand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8);
}
