namespace Phota;

/// <summary>How an image came into the pipeline.</summary>
// Of 64 bits, because ConvertTo-Json writes only such an enum by its name.
public enum ImageOrigin : long
{
    /// <summary>This command had it made, and paid for it.</summary>
    New,

    /// <summary>An earlier command paid for it; it is told of for the first time now.</summary>
    Fetched,

    /// <summary>It was there, and told of before.</summary>
    Found,
}
