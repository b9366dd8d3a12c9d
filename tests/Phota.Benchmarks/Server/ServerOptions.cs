namespace Phota.Benchmarks.Server;

/// <summary>How the server answers.</summary>
/// <param name="Delay">Milliseconds from the end of a request to the answer.</param>
/// <param name="Images">How many images an answer has.</param>
/// <param name="Bytes">The size of each.</param>
/// <param name="Format">jpg or png.</param>
/// <param name="Mode">bytes, urls or jobs.</param>
/// <param name="Hold">Where it holds for ever: upload, answer, download, poll or nowhere.</param>
/// <param name="JobSeconds">How long a job takes.</param>
internal sealed record ServerOptions(int Delay, int Images, int Bytes, string Format, string Mode, string Hold, int JobSeconds)
{
    public static ServerOptions Parse(string[] args)
    {
        Arguments arguments = new(args);
        return new(
            arguments.Number("delay", 0),
            arguments.Number("images", 1),
            arguments.Number("bytes", 20_000),
            arguments.Text("format", "jpg"),
            arguments.Text("mode", "bytes"),
            arguments.Text("hold", "nowhere"),
            arguments.Number("job-seconds", 10));
    }

    public string[] ToArguments() =>
    [
        "serve",
        "--delay", $"{Delay}", "--images", $"{Images}", "--bytes", $"{Bytes}", "--format", Format,
        "--mode", Mode, "--hold", Hold, "--job-seconds", $"{JobSeconds}",
    ];
}
