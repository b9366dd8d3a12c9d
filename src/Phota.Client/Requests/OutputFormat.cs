namespace Phota;

/// <summary>The format of the images that the service makes (<c>release-notes v0.2.0</c>).</summary>
public enum OutputFormat
{
    /// <summary>JPEG; sent as <c>jpg</c>.</summary>
    Jpg,

    /// <summary>PNG; sent as <c>png</c>.</summary>
    Png,
}
