namespace Phota;

/// <summary>Takes the images of an answer as base64 text, in pieces cut anywhere.</summary>
internal interface IImageSink
{
    void Begin();

    void Add(ReadOnlySpan<byte> base64);

    void End();
}
