namespace Phota;

/// <summary>Takes the pictures of an answer as base64 text, in pieces cut anywhere.</summary>
internal interface IPictureSink
{
    void Begin();

    void Add(ReadOnlySpan<byte> base64);

    void End();
}
