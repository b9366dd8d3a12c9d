namespace Phota;

internal sealed class TextPiece(ReadOnlyMemory<byte> utf8) : BodyPiece
{
    public override long Length => utf8.Length;

    public override Task WriteToAsync(Stream target, CancellationToken cancellationToken) =>
        target.WriteAsync(utf8, cancellationToken).AsTask();
}
