namespace Phota;

/// <summary>How the service hands the images over (<c>release-notes v0.2.0</c>).</summary>
public enum ResponseMode
{
    /// <summary>As signed URLs, good for 24 hours.</summary>
    Urls,

    /// <summary>As base64 inside the answer; needs a folder to write to.</summary>
    Bytes,
}
