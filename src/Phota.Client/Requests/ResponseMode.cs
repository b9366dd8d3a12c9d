namespace Phota;

/// <summary>How the service hands the pictures over (<c>release-notes v0.2.0</c>).</summary>
public enum ResponseMode
{
    /// <summary>As signed addresses, good for 24 hours.</summary>
    Urls,

    /// <summary>As base64 inside the answer; needs a folder to write to.</summary>
    Bytes,
}
