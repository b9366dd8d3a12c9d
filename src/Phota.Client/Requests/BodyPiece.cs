namespace Phota;

/// <summary>A part of a request body whose length is known before it is sent.</summary>
internal abstract class BodyPiece
{
    public abstract long Length { get; }

    /// <summary>The bytes that stand for this piece in the request's identity.</summary>
    public abstract byte[] Digest();

    public abstract Task WriteToAsync(Stream target, CancellationToken cancellationToken);
}
