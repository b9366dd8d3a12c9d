using System.Security.Cryptography;

namespace Phota;

/// <summary>An image file on this machine: known by its bytes, whatever it is called.</summary>
public sealed class LocalPhoto : ImageInput
{
    private readonly DateTime _lastWrite;
    private readonly FileStamp? _stamp;
    private readonly object _lock = new();
    private string? _sha256;
    private DateTimeOffset? _readAt;

    private LocalPhoto(string path, string source, ImageFormat format, FileStream file) : base(source)
    {
        Path = path;
        Format = format;
        Length = file.Length;
        _lastWrite = File.GetLastWriteTimeUtc(path);
        _stamp = FileStamp.Read(file);
    }

    /// <summary>Where the file lies; the source is the name that its result goes by.</summary>
    public string Path { get; }

    /// <summary>What its bytes say that it is.</summary>
    public ImageFormat Format { get; }

    /// <summary>How many bytes it has.</summary>
    public long Length { get; }

    /// <summary>Looks at a file's first and last bytes.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="PhotaException">Kind InputFile: missing, a directory, empty, unreadable, not an image, or not a whole one.</exception>
    public static LocalPhoto Open(string path) => Open(path, path);

    internal static LocalPhoto Open(string path, string? source)
    {
        if (Directory.Exists(path)) throw Bad(path, "is a directory");
        using FileStream stream = OpenRead(path);
        if (stream.Length == 0) throw Bad(path, "is empty");

        byte[] head = new byte[ImageSignature.Length];
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        ImageFormat format = ImageSignature.Detect(head.AsSpan(0, read))
            ?? throw Bad(path, "is not a JPEG, PNG, WebP or HEIC image, despite its extension");
        if (!ImageEnding.IsThere(stream, format)) throw Bad(path, $"is not complete: its {format.ToString().ToUpperInvariant()} data breaks off. If it is still being copied, run the command again later");
        return new LocalPhoto(path, source ?? path, format, stream);
    }

    /// <summary>Whether a file is named like an image that the service takes; nothing is read.</summary>
    /// <param name="path">The file's path.</param>
    public static bool HasImageExtension(string path) => OutputName.IsImage(SafeName.Extension(path));

    /// <inheritdoc cref="ImageInput.IsUnsupported"/>
    internal static new bool IsUnsupported(string path)
    {
        if (Directory.Exists(path)) return true;
        // A damaged photo, or one that is still being copied, has to be told of.
        if (HasImageExtension(path)) return false;
        try
        {
            using FileStream stream = OpenRead(path);
            byte[] head = new byte[ImageSignature.Length];
            return stream.CanSeek && ImageSignature.Detect(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false))) is null;
        }
        catch (PhotaException)
        {
            return false;
        }
    }

    /// <summary>Reads its width and height; null where its format does not say them in a header that is read here (WebP and HEIC).</summary>
    /// <exception cref="PhotaException">Kind InputFile: it changed, or cannot be read any more.</exception>
    public (int Width, int Height)? ReadSize()
    {
        using FileStream file = OpenUnchanged();
        return PixelSize.Read(file, Format);
    }

    /// <summary>Opens the file; it must still be the one that was inspected, because its length may be announced already.</summary>
    /// <exception cref="PhotaException">Kind InputFile: it changed, or cannot be read any more.</exception>
    public FileStream OpenUnchanged()
    {
        FileStream stream = OpenRead(Path);
        if (stream.Length == Length && File.GetLastWriteTimeUtc(Path) == _lastWrite) return stream;
        stream.Dispose();
        throw Bad(Path, "changed while the batch was running");
    }

    internal override string? LocalPath => Path;

    internal override string Identity(KnownPhotos? known = null)
    {
        // A photo that goes into every request of a batch is read once.
        lock (_lock)
        {
            _sha256 ??= (_stamp is { } stamp ? known?.Find(Path, stamp) : null) ?? ComputeHash();
            return IdentityOf(_sha256);
        }
    }

    /// <summary>Has a photo that was read remembered.</summary>
    internal void Remember(KnownPhotos known)
    {
        lock (_lock)
        {
            if (_stamp is { } stamp && _readAt is { } readAt) known.Add(Path, stamp, readAt, _sha256!);
            _readAt = null;
        }
    }

    /// <summary>The identity of a photo whose bytes have this SHA-256.</summary>
    internal static string IdentityOf(string sha256) => $"sha256:{sha256.ToLowerInvariant()}";

    private string ComputeHash()
    {
        using FileStream file = OpenUnchanged();
        using SHA256 hash = SHA256.Create();
        DateTimeOffset readAt = DateTimeOffset.UtcNow;
        bool isSame = FileStamp.Read(file) == _stamp;
        string sha256 = Convert.ToHexString(hash.ComputeHash(file)).ToLowerInvariant();
        if (isSame && FileStamp.Read(file) == _stamp) _readAt = readAt;
        return sha256;
    }

    private static FileStream OpenRead(string path)
    {
        try
        {
            return RegularFile.OpenRead(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Bad(path, "does not exist", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw Bad(path, $"cannot be read: {e.Message}", e);
        }
    }

    private static PhotaException Bad(string path, string why, Exception? cause = null) =>
        new(PhotaErrorKind.InputFile, $"'{path}' {why}.", cause);
}
