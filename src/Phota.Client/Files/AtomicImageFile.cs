using System.Buffers;
using System.Security.Cryptography;

namespace Phota;

/// <summary>
/// An image on its way to disk: written under a temporary name, hashed while it is written, verified and flushed, and only
/// then renamed. Disposing one that was not renamed removes it.
/// </summary>
internal sealed class AtomicImageFile : IDisposable
{
    /// <summary>No image is larger: 4096 pixels square with alpha and 16 bits a channel, uncompressed, are a quarter of it.</summary>
    public const long MaxBytes = 512L * 1024 * 1024;

    private const int BlockSize = 128 * 1024;

    private readonly string _folder;
    private readonly string _partial;
    private readonly long _maxBytes;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _isMoved;

    /// <summary>Creates the temporary file.</summary>
    /// <param name="folder">Its folder, which must exist, on the same file system as the image's final path.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="maxBytes">How large the image may be.</param>
    public AtomicImageFile(string folder, string name, long maxBytes = MaxBytes)
    {
        _folder = folder;
        _maxBytes = maxBytes;
        Name = name;
        _partial = Path.Combine(folder, name);
        try
        {
            _stream = new FileStream(_partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    /// <summary>The temporary file's name.</summary>
    public string Name { get; }

    public long Length { get; private set; }

    /// <summary>What is written so far, to be read.</summary>
    public Stream Content => _stream;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (Length + bytes.Length > _maxBytes)
            throw new PhotaException(PhotaErrorKind.Response, $"The service sends an image of more than {_maxBytes / 1024 / 1024} MB, so it is not taken.");
        try
        {
            _stream.Write(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }

#if NETFRAMEWORK
        _hash.AppendData(bytes.ToArray());
#else
        _hash.AppendData(bytes);
#endif
        Length += bytes.Length;
    }

    /// <summary>Forgets what is written, to begin anew.</summary>
    public void Restart()
    {
        try
        {
            _stream.SetLength(0);
        }
        catch (IOException e)
        {
            throw Failed(e);
        }

        _hash.GetHashAndReset();
        Length = 0;
    }

    /// <summary>Writes all that comes out of a stream.</summary>
    public async Task FillAsync(Stream body, CancellationToken cancellationToken)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            int read;
            while ((read = await body.ReadAsync(block.AsMemory(), cancellationToken).ConfigureAwait(false)) > 0)
                Write(block.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Verifies that the file holds an image.</summary>
    /// <param name="index">Which image of the request, from 0.</param>
    /// <exception cref="PhotaException">Kind Response: it is not an image.</exception>
    public (ImageFormat Format, (int Width, int Height)? Size) Inspect(int index)
    {
        ImageFormat format = Detect() ?? throw new PhotaException(
            PhotaErrorKind.Response, $"What the service sent as image {index + 1} is not an image.");
        return (format, ReadSize(format));
    }

    /// <summary>Verifies that the file holds an image, and flushes it to disk.</summary>
    /// <param name="index">Which image of the request, from 0.</param>
    /// <exception cref="PhotaException">Kind Response: it is not an image.</exception>
    public ImageFileInfo Complete(int index)
    {
        (ImageFormat format, (int Width, int Height)? size) = Inspect(index);
        try
        {
            DurableFolder.FlushFile(_stream);
        }
        catch (IOException e)
        {
            throw Failed(e);
        }

        return new(format, size?.Width, size?.Height, Length, Convert.ToHexString(_hash.GetHashAndReset()).ToLowerInvariant());
    }

    /// <summary>Gives the image its name; false where another file has it, or another process has given this one a name.</summary>
    /// <param name="path">The image's path.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    public bool TryMoveTo(string path, bool overwrite = false)
    {
        try
        {
            if (overwrite) File.Move(_partial, path, overwrite);
            else if (!DurableFolder.TryRename(_partial, path)) return Directory.Exists(Path.GetDirectoryName(path)) ? false : throw new DirectoryNotFoundException("Its folder was removed.");
            _isMoved = true;
            DurableFolder.Flush(Path.GetDirectoryName(path)!);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhotaException(PhotaErrorKind.OutputFile, $"'{path}' cannot be written: {e.Message}", e) { IsFatal = !Directory.Exists(Path.GetDirectoryName(path)) };
        }
    }

    /// <summary>Whether another process has given the file a name.</summary>
    public bool IsGone => !File.Exists(_partial);

    /// <summary>Leaves the temporary file where it is: the ledger says what it is to become.</summary>
    public void Keep() => _isMoved = true;

    /// <summary>Whether a file is there with just these bytes.</summary>
    public static bool IsIntact(string path, long? length, string? sha256)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != length) return false;
        try
        {
            using FileStream file = RegularFile.OpenRead(path);
            using SHA256 hash = SHA256.Create();
            return string.Equals(Convert.ToHexString(hash.ComputeHash(file)), sha256, StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Copies an image file, as safely as it was saved.</summary>
    public static SavedImage Copy(string path, IImageStore store, int index)
    {
        using AtomicImageFile copy = store.Create();
        using FileStream original = RegularFile.OpenRead(path);
        byte[] block = new byte[BlockSize];
        for (int read; (read = original.Read(block, 0, block.Length)) > 0;) copy.Write(block.AsSpan(0, read));
        return store.Save(copy, index);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
        if (_isMoved) return;
        try
        {
            File.Delete(_partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing to add: the error that brought us here is the one to report.
        }
    }

    private ImageFormat? Detect()
    {
        byte[] head = new byte[ImageSignature.Length];
        _stream.Seek(0, SeekOrigin.Begin);
        int read = _stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return ImageSignature.Detect(head.AsSpan(0, read));
    }

    private (int Width, int Height)? ReadSize(ImageFormat format)
    {
        _stream.Seek(0, SeekOrigin.Begin);
        return PixelSize.Read(_stream, format);
    }

    // A full disk, or a folder that is gone: no other image could be written either.
    private PhotaException Failed(Exception e) =>
        new(PhotaErrorKind.OutputFile, $"An image cannot be written to '{_folder}': {e.Message}", e) { IsFatal = true };
}
