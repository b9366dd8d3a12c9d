using Phota.Sandbox.Http;
using Phota.Sandbox.Pictures;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Faults;

/// <summary>Charged as asked, answered with another number of pictures.</summary>
internal sealed record ImagesFault(int Count) : FaultAction
{
    public override bool Suits(string method, string path) => StudioPaths.IsOperation(method, path);

    public override void Validate()
    {
        if (Count < 0)
            throw new ArgumentException("images: 'count' is 0 or more.");
    }

    public override IReadOnlyList<Picture> Alter(IReadOnlyList<Picture> pictures) =>
        [.. Enumerable.Range(0, Count).Select(i => pictures[i % pictures.Count])];
}

/// <summary>Every picture is these bytes, whatever was asked for.</summary>
internal sealed record ImageBytesFault(string BodyBase64) : FaultAction
{
    public override bool Suits(string method, string path) => StudioPaths.IsOperation(method, path);

    public override void Validate()
    {
        if (!System.Buffers.Text.Base64.IsValid(BodyBase64))
            throw new ArgumentException("image_bytes: 'body_base64' is no base64.");
    }

    public override IReadOnlyList<Picture> Alter(IReadOnlyList<Picture> pictures)
    {
        byte[] bytes = Convert.FromBase64String(BodyBase64);
        return [.. pictures.Select(p => p with { Rendering = new Rendering(bytes), Mark = default })];
    }
}

/// <summary>A download URL answers as expired.</summary>
internal sealed record ExpireFault : FaultAction
{
    public override bool ExpiresDownload => true;

    public override bool Suits(string method, string path) => path.StartsWith(DownloadLinks.Prefix, StringComparison.Ordinal);
}

/// <summary>The download URLs of a result point somewhere else.</summary>
internal sealed record ForeignUrlFault(string Url) : FaultAction
{
    public override bool Suits(string method, string path) => StudioPaths.IsOperation(method, path);

    public override string Link(string url) => Url;
}
