namespace Phota.Sandbox.Pictures;

/// <summary>Encoded pixels, shared by all pictures that look the same.</summary>
internal sealed class Rendering(byte[] bytes)
{
    public ReadOnlyMemory<byte> Bytes => bytes;
}

/// <summary>An output: a shared rendering with its own metadata, which makes its bytes unique.</summary>
internal sealed record Picture(string Name, string MediaType, Rendering Rendering, ReadOnlyMemory<byte> Mark, int MarkAt)
{
    public long Length => Rendering.Bytes.Length + Mark.Length;

    public IEnumerable<ReadOnlyMemory<byte>> Parts => Mark.IsEmpty
        ? [Rendering.Bytes]
        : [Rendering.Bytes[..MarkAt], Mark, Rendering.Bytes[MarkAt..]];

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        int at = 0;
        foreach (ReadOnlyMemory<byte> part in Parts)
        {
            part.CopyTo(bytes.AsMemory(at));
            at += part.Length;
        }

        return bytes;
    }
}
