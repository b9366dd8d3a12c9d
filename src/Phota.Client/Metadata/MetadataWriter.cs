using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Phota;

/// <summary>What becomes of a photo's metadata.</summary>
public enum MetadataMode
{
    /// <summary>The result carries it, with a mark that says what made it; where that would break a signature, a sidecar does.</summary>
    Copy,

    /// <summary>A file of XMP beside the result has it; the result stays as the service sent it.</summary>
    Sidecar,

    /// <summary>Nothing is written; the result stays as the service sent it.</summary>
    None,
}

/// <summary>Gives the results of one request their photo's metadata.</summary>
/// <param name="mode">What becomes of it.</param>
/// <param name="operation">The operation that makes them.</param>
/// <param name="photo">Where the photo lies; null for a generated image, or a photo that is not on this machine.</param>
internal sealed class MetadataWriter(MetadataMode mode, string operation, string? photo)
{
    /// <summary>Makes what an image is to be saved with. An image that cannot be given its metadata is saved as it came.</summary>
    /// <param name="image">The image as it came, whole.</param>
    /// <param name="index">Which image of the request, from 0.</param>
    /// <param name="time">When it was made.</param>
    /// <param name="create">Creates the file of an image that carries its metadata.</param>
    public WrittenMetadata Write(AtomicImageFile image, int index, DateTimeOffset? time, Func<AtomicImageFile> create)
    {
        if (mode == MetadataMode.None) return new();
        (ImageFormat format, (int Width, int Height)? size) = image.Inspect(index);
        AtomicImageFile? file = null;
        try
        {
            PhotoMetadata own = format is ImageFormat.Jpeg or ImageFormat.Png ? PhotoMetadata.Read(image.Content, format) : new();
            bool isSigned = own.HasContentCredentials || (own.Xmp is not null && XmpPacket.Parse(own.Xmp).HasRemoteCredentials);
            ImageFormat? carrier = mode == MetadataMode.Copy && !isSigned && format is ImageFormat.Jpeg or ImageFormat.Png ? format : null;
            PhotoMetadata source = photo is null || !File.Exists(photo) ? new() : PhotoMetadata.Read(photo);
            if (source.Xmp is null) source = source with { Xmp = own.Xmp };
            ResultMetadata metadata = ResultMetadata.Make(source, operation, size, own.HasColorProfile, time, carrier);
            if (carrier is null) return new() { Sidecar = metadata.ToSidecar() };
            file = create();
            metadata.Write(image.Content, format, (bytes, length) => file.Write(bytes.AsSpan(0, length)));
            return new() { File = file };
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or PhotaException)
        {
            file?.Dispose();
            return new() { Warning = $"The image of '{ShownSource.Of(photo ?? operation)}' is saved without its photo's metadata and without a mark: {e.Message.TrimEnd('.')}." };
        }
    }
}

/// <summary>What an image is saved with.</summary>
internal sealed record WrittenMetadata : IDisposable
{
    /// <summary>The image with its metadata; null where it is saved as it came.</summary>
    public AtomicImageFile? File { get; init; }

    /// <summary>The text of a sidecar; null when there is nothing to write.</summary>
    public byte[]? Sidecar { get; init; }

    /// <summary>SHA-256 of the sidecar.</summary>
    public string? SidecarHash => Sidecar is null ? null : Convert.ToHexString(SHA256.HashData(Sidecar)).ToLowerInvariant();

    /// <summary>Why the image is saved without its metadata; null where nothing went wrong.</summary>
    public string? Warning { get; init; }

    /// <summary>Writes the sidecar beside an image, whole or not at all.</summary>
    /// <param name="image">The image's path.</param>
    /// <param name="partial">A path for it while it is written, on the same file system.</param>
    /// <param name="known">SHA-256 of an earlier sidecar of this image, which may be replaced; null where none is known.</param>
    /// <returns>What went wrong; null where nothing did.</returns>
    public string? SaveSidecar(string image, string partial, string? known)
    {
        if (Sidecar is null) return Warning;
        string path = SidecarFile.PathOf(image);
        try
        {
            using (FileStream file = new(partial, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1))
            {
                file.Write(Sidecar, 0, Sidecar.Length);
                DurableFolder.FlushFile(file);
            }

            if (DurableFolder.TryRename(partial, path) || AtomicImageFile.IsIntact(path, Sidecar.Length, SidecarHash)) return null;
            if (!SidecarFile.IsUnchanged(image, known)) return $"'{path}' exists already and is left as it is, so the metadata of '{image}' is not saved.";
            System.IO.File.Move(partial, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{path}' cannot be written, so the metadata of '{image}' is not saved: {e.Message}";
        }
        finally
        {
            // A folder that is gone is no place to delete from.
            if (System.IO.File.Exists(partial)) System.IO.File.Delete(partial);
        }
    }

    public void Dispose() => File?.Dispose();
}

/// <summary>The file of XMP beside an image. The user may change it, and other programs give their own files the same name.</summary>
internal static class SidecarFile
{
    private const string Extension = ".xmp";

    public static string PathOf(string image) => image + Extension;

    /// <summary>The image that a file would be the sidecar of; null where its name is not one of a sidecar.</summary>
    public static string? ImageOf(string path) =>
        path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? path.Substring(0, path.Length - Extension.Length) : null;

    /// <summary>Whether the sidecar of an image is still as it was written.</summary>
    /// <param name="image">The image's path.</param>
    /// <param name="sha256">SHA-256 of what was written; null where that is not known.</param>
    public static bool IsUnchanged(string image, string? sha256) =>
        sha256 is not null && File.Exists(PathOf(image)) && AtomicImageFile.IsIntact(PathOf(image), new FileInfo(PathOf(image)).Length, sha256);

    /// <summary>Reads the sidecar of an image; null where it is not as it was written.</summary>
    public static byte[]? Read(string image, string? sha256) => IsUnchanged(image, sha256) ? File.ReadAllBytes(PathOf(image)) : null;

    /// <summary>Moves the sidecar of an image that is moved, unless it was changed.</summary>
    public static void Move(string from, string to, string? sha256)
    {
        if (IsUnchanged(from, sha256)) File.Move(PathOf(from), PathOf(to), overwrite: true);
    }
}

/// <summary>The metadata that a result is to carry, ready to be written: of its photo, with the mark of the operation that made it.</summary>
internal sealed class ResultMetadata
{
    private readonly byte[]? _exif;
    private readonly byte[]? _iptc;
    private readonly XmpPacket _xmp;

    private ResultMetadata(byte[]? exif, byte[]? iptc, XmpPacket xmp)
    {
        _exif = exif;
        _iptc = iptc;
        _xmp = xmp;
    }

    /// <summary>Makes a result's metadata of its photo's.</summary>
    /// <param name="photo">What the photo has.</param>
    /// <param name="operation">The operation that made the result.</param>
    /// <param name="size">The result's size in pixels.</param>
    /// <param name="hasColorProfile">Whether the result has a colour profile.</param>
    /// <param name="time">When it was made; the same on every host, so that the file is.</param>
    /// <param name="carrier">The format that is to carry it; null for a sidecar. XMP has to say what the carrier has no other block for.</param>
    /// <exception cref="InvalidDataException">The photo's metadata is damaged.</exception>
    public static ResultMetadata Make(
        PhotoMetadata photo, string operation, (int Width, int Height)? size, bool hasColorProfile, DateTimeOffset? time, ImageFormat? carrier)
    {
        ExifBlock? exif = photo.Exif is null ? null : ExifBlock.Parse(photo.Exif);
        IptcBlock? iptc = photo.Iptc is null ? null : IptcBlock.Parse(photo.Iptc);
        XmpPacket xmp = photo.Xmp is null ? XmpPacket.Empty() : XmpPacket.Parse(photo.Xmp);
        if (photo.ExtendedXmp is not null) xmp.Add(XmpPacket.Parse(photo.ExtendedXmp));
        exif?.Apply(size, hasColorProfile, time);

        if (carrier != ImageFormat.Jpeg && iptc is not null) AddTo(xmp, iptc.ToXmp());
        if (carrier is null && exif is not null) AddTo(xmp, exif.ToXmp());
        xmp.Apply(operation, time);
        return new(exif?.ToArray(), iptc?.ToPhotoshop(), xmp);
    }

    /// <summary>The metadata as a sidecar's text.</summary>
    public byte[] ToSidecar() => _xmp.ToArray();

    /// <summary>Copies an image with this metadata in place of its own.</summary>
    /// <param name="image">The image: JPEG or PNG.</param>
    /// <param name="format">Its format.</param>
    /// <param name="write">Takes the bytes of the copy, in order.</param>
    /// <exception cref="InvalidDataException">The image's structure is damaged.</exception>
    public void Write(Stream image, ImageFormat format, Action<byte[], int> write)
    {
        // All parts are known before the first byte is written: what turns out to be damaged later would be half a file.
        if (format == ImageFormat.Jpeg) WriteJpeg(image, [.. ImageContainer.JpegSegments(image)], write);
        else WritePng(image, [.. ImageContainer.PngChunks(image)], write);
    }

    private static void AddTo(XmpPacket xmp, IEnumerable<XmpProperty> properties)
    {
        foreach (XmpProperty property in properties) xmp.AddMissing(property);
    }

    private void WriteJpeg(Stream image, List<ImagePart> segments, Action<byte[], int> write)
    {
        Copy(image, 0, 2, write);
        // JFIF demands that its segment is the first.
        int first = segments[0].Type == "E0" ? 1 : 0;
        if (first == 1) Copy(image, segments[0].Start, segments[0].End, write);
        foreach (byte[] payload in JpegBlocks()) Put(write, [0xFF, payload[0], .. U16(payload.Length + 1), .. payload.AsSpan(1)]);
        foreach (ImagePart segment in segments.Skip(first))
        {
            if (!IsReplaced(image, segment)) Copy(image, segment.Start, segment.End, write);
        }
    }

    // Each with its marker in front.
    private IEnumerable<byte[]> JpegBlocks()
    {
        const int MaxPacket = 65533 - 29;
        if (_exif is not null) yield return [0xE1, .. Encoding.ASCII.GetBytes(PhotoMetadata.ExifHeader), .. _exif];
        byte[] packet = _xmp.ToArray();
        byte[]? rest = null;
        string id = "";
        if (packet.Length > MaxPacket) (packet, rest) = _xmp.Split(bytes => id = Hash(bytes));
        yield return [0xE1, .. Encoding.ASCII.GetBytes(PhotoMetadata.XmpHeader), .. packet];
        if (rest is not null)
        {
            foreach (byte[] piece in ExtendedXmp.Cut(rest, id)) yield return [0xE1, .. piece];
        }

        if (_iptc is not null) yield return [0xED, .. _iptc];
    }

    private bool IsReplaced(Stream image, ImagePart segment)
    {
        if (segment.Type is not ("E1" or "ED")) return false;
        string head = ImageContainer.Latin1(ImageContainer.Read(image, segment, PhotoMetadata.ExtendedXmpHeader.Length));
        return head.StartsWith(PhotoMetadata.XmpHeader, StringComparison.Ordinal)
            || head.StartsWith(PhotoMetadata.ExtendedXmpHeader, StringComparison.Ordinal)
            || (head.StartsWith(PhotoMetadata.ExifHeader, StringComparison.Ordinal) && _exif is not null)
            || (head.StartsWith(PhotoMetadata.PhotoshopHeader, StringComparison.Ordinal) && _iptc is not null);
    }

    private void WritePng(Stream image, List<ImagePart> chunks, Action<byte[], int> write)
    {
        Copy(image, 0, chunks[0].End, write);
        if (_exif is not null) PutChunk(write, "eXIf", _exif);
        byte[] keyword = Encoding.ASCII.GetBytes(PhotoMetadata.PngXmpKeyword);
        PutChunk(write, "iTXt", [.. keyword, 0, 0, 0, 0, .. _xmp.ToArray()]);
        long at = chunks[0].End;
        foreach (ImagePart chunk in chunks.Skip(1))
        {
            bool isXmp = chunk.Type == "iTXt" && ImageContainer.Read(image, chunk, keyword.Length).AsSpan().SequenceEqual(keyword);
            if (!isXmp && !(chunk.Type == "eXIf" && _exif is not null)) continue;
            Copy(image, at, chunk.Start, write);
            at = chunk.End;
        }

        Copy(image, at, image.Length, write);
    }

    private static void PutChunk(Action<byte[], int> write, string type, byte[] data)
    {
        byte[] chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)data.Length);
        Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.Compute(chunk.AsSpan(4, 4 + data.Length)));
        Put(write, chunk);
    }

    private static void Copy(Stream image, long from, long to, Action<byte[], int> write)
    {
        byte[] block = new byte[Math.Min(128 * 1024, to - from)];
        image.Seek(from, SeekOrigin.Begin);
        for (long left = to - from; left > 0;)
        {
            int read = image.Read(block, 0, (int)Math.Min(block.Length, left));
            if (read == 0) throw ImageContainer.Bad("length");
            write(block, read);
            left -= read;
        }
    }

    private static void Put(Action<byte[], int> write, byte[] bytes) => write(bytes, bytes.Length);

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    // Adobe's specification names the packet by its MD5; nothing is protected by it.
#pragma warning disable CA5351
    private static string Hash(byte[] bytes) => Convert.ToHexString(MD5.HashData(bytes));
#pragma warning restore CA5351
}

/// <summary>The checksum of PNG chunks.</summary>
internal static class Crc32
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes) crc = s_table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }
}
