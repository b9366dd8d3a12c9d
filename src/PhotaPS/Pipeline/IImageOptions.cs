namespace PhotaPS;

/// <summary>The parameters that edit and generate share, and nothing else has.</summary>
internal interface IImageOptions
{
    string? AspectRatio { get; }

    string? Resolution { get; }

    string? BaseModel { get; }

    string? Quality { get; }
}
