namespace Phota.Tests.Live.Matrix;

/// <summary>How a request is made: one of the four operations, as a job or on the direct path.</summary>
internal sealed record Way(string Operation, ResponseMode Mode) : ICall
{
    public static readonly IReadOnlyList<Way> All =
    [
        .. from operation in new[] { "enhance", "edit", "generate", "remix" }
           from mode in new[] { ResponseMode.Urls, ResponseMode.Bytes }
           select new Way(operation, mode),
    ];

    public string? Expected(FaultRow row) => Mode == ResponseMode.Urls ? row.Job : row.Bytes;

    public Cell Cell(FaultRow row, TestSandbox sandbox) => new ImageCell(row, this, sandbox);

    public ImageRequest Request(TestSandbox sandbox)
    {
        ImageInput photo = ImageInput.FromFile(sandbox.Photo());
        ImageRequest request = Operation switch
        {
            "enhance" => new EnhanceRequest(photo),
            "edit" => new EditRequest([photo]) { Prompt = "warmer" },
            "generate" => new GenerateRequest { Prompt = "a lighthouse" },
            _ => new RemixRequest(photo, ImageInput.FromFile(sandbox.Photo("reference.png"))),
        };
        return request with { ResponseMode = Mode, Count = 2 };
    }

    public override string ToString() => $"{Operation} {(Mode == ResponseMode.Urls ? "as a job" : "as bytes")}";
}
