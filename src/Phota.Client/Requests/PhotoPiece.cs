using System.Buffers;
using System.Buffers.Text;

namespace Phota;

/// <summary>A photo as base64, encoded a block at a time on its way out.</summary>
internal sealed class PhotoPiece(LocalPhoto photo) : BodyPiece
{
    // A multiple of three, so that only the last block is padded.
    private const int BlockSize = 48 * 1024;

    public override long Length => (photo.Length + 2) / 3 * 4;

    public override async Task WriteToAsync(Stream target, CancellationToken cancellationToken)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(BlockSize));
        try
        {
            using FileStream file = photo.OpenUnchanged();
            for (long left = photo.Length; left > 0;)
            {
                int wanted = (int)Math.Min(left, BlockSize);
                Fill(file, block.AsSpan(0, wanted));
                Base64.EncodeToUtf8InPlace(block, wanted, out int encoded);
                await target.WriteAsync(block.AsMemory(0, encoded), cancellationToken).ConfigureAwait(false);
                left -= wanted;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private void Fill(FileStream file, Span<byte> block)
    {
        try
        {
            file.ReadExactly(block);
        }
        catch (IOException e)
        {
            throw new PhotaException(PhotaErrorKind.InputFile, $"'{photo.Path}' cannot be read to its end: {e.Message}", e);
        }
    }
}
