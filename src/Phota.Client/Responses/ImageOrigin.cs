namespace Phota;

/// <summary>How an image came into the pipeline.</summary>
public enum ImageOrigin
{
    /// <summary>This command had it made, and paid for it.</summary>
    New,

    /// <summary>An earlier command paid for it; it is told of for the first time now.</summary>
    Fetched,

    /// <summary>It was there, and told of before.</summary>
    Found,
}
