using System.Buffers.Binary;
using System.Text;
using StbImageWriteSharp;

namespace Phota.Sandbox.Pictures;

/// <summary>An output format: how it is written, and where its metadata goes.</summary>
internal sealed record PictureFormat(
    string Extension, string MediaType, int MarkAt, Func<Raster, byte[]> Write, Func<string, byte[]> Mark)
{
    private const int JpegQuality = 88;

    public static PictureFormat Jpg { get; } = new("jpg", "image/jpeg", JpegHeadLength, WriteJpeg, JpegComment);

    public static PictureFormat Png { get; } = new("png", "image/png", PngWriter.HeadLength, PngWriter.Write, PngText);

    // SOI and the APP0 segment, which JFIF wants first.
    private const int JpegHeadLength = 2 + 18;

    public static PictureFormat Of(string outputFormat) => outputFormat == Png.Extension ? Png : Jpg;

    private static byte[] WriteJpeg(Raster raster)
    {
        using var jpeg = new MemoryStream();
        new ImageWriter().WriteJpg(
            raster.Rgb, raster.Width, raster.Height, ColorComponents.RedGreenBlue, jpeg, JpegQuality);
        return jpeg.ToArray();
    }

    private static byte[] JpegComment(string text)
    {
        byte[] segment = new byte[4 + Encoding.ASCII.GetByteCount(text)];
        segment[0] = 0xFF;
        segment[1] = 0xFE;
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(segment.Length - 2));
        Encoding.ASCII.GetBytes(text, segment.AsSpan(4));
        return segment;
    }

    private static byte[] PngText(string text) => PngWriter.Chunk("tEXt"u8, Encoding.ASCII.GetBytes("Comment\0" + text));
}
