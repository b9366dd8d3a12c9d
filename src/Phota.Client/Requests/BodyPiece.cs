namespace Phota;

/// <summary>A part of a request body whose length is known before it is sent.</summary>
internal abstract class BodyPiece
{
    public abstract long Length { get; }

    public abstract Task WriteToAsync(Stream target, CancellationToken cancellationToken);
}
