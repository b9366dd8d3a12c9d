using System.Buffers;
using System.Security.Cryptography;

namespace Phota;

/// <summary>
/// A picture on its way to disk: written beside its target under a temporary name, hashed while it is written,
/// looked at, and only then renamed. Disposing an uncommitted one removes it.
/// </summary>
internal sealed class PictureFile : IDisposable
{
    /// <summary>No picture is larger: 4096 pixels square with alpha and 16 bits a channel, uncompressed, are a quarter of it.</summary>
    public const long MostBytes = 512L * 1024 * 1024;

    private const int BlockSize = 128 * 1024;

    private readonly OutputTarget _target;
    private readonly string _partial;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public PictureFile(OutputTarget target)
    {
        _target = target;
        _partial = Path.Combine(target.Directory, $".phota-{Guid.NewGuid():N}.part");
        try
        {
            _stream = new FileStream(_partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (Length + bytes.Length > _target.MostBytes)
            throw new PhotaException(PhotaErrorKind.Response, $"The service sends a picture of more than {_target.MostBytes / 1024 / 1024} MB, so it is not taken.");
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

    /// <summary>Verifies the picture and gives it its name.</summary>
    /// <param name="index">Which picture of the request, from 0.</param>
    public SavedPicture Commit(int index)
    {
        ImageFormat format = Detect() ?? throw new PhotaException(
            PhotaErrorKind.Response, $"What the service sent as picture {index + 1} is not a picture.");
        (int Width, int Height)? size = ReadSize(format);
        string sha256 = Convert.ToHexString(_hash.GetHashAndReset()).ToLowerInvariant();
        SavedPicture picture = new(_target.PathFor(index, format), format, size?.Width, size?.Height, Length, sha256);
        _target.Recording?.Invoke(picture);
        Move(picture);
        return picture;
    }

    /// <summary>Whether a file is there with just these bytes.</summary>
    public static bool IsIntact(string path, long? length, string? sha256)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != length) return false;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            using SHA256 hash = SHA256.Create();
            return string.Equals(Convert.ToHexString(hash.ComputeHash(file)), sha256, StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Copies a picture to a target, as safely as it was saved.</summary>
    public static SavedPicture Copy(string path, OutputTarget target, int index)
    {
        using PictureFile copy = new(target);
        using FileStream original = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        byte[] block = new byte[BlockSize];
        for (int read; (read = original.Read(block, 0, block.Length)) > 0;) copy.Write(block.AsSpan(0, read));
        return copy.Commit(index);
    }

    // The file stays open, and so locked, until it has its name: nobody takes it for one that a dead process left behind.
    private void Move(SavedPicture picture)
    {
        try
        {
            _stream.Flush();
            File.Move(_partial, picture.Path, _target.Overwrite);
        }
        catch (IOException) when (IsIntact(picture.Path, picture.Length, picture.Sha256))
        {
            // Another process has saved the same picture in the meantime.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
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
        return PictureSize.Read(_stream, format);
    }

    private PhotaException Failed(Exception e) =>
        new(PhotaErrorKind.OutputFile, $"A result cannot be written to '{_target.Directory}': {e.Message}", e);
}
