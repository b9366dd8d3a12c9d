namespace Phota.Benchmarks.Server;

/// <summary>How the server answers.</summary>
/// <param name="Delay">Milliseconds from the end of a request to the answer.</param>
/// <param name="Images">How many images an answer has.</param>
/// <param name="Bytes">The size of each.</param>
/// <param name="Format">jpg or png.</param>
/// <param name="Mode">bytes, urls or jobs.</param>
/// <param name="Hold">Where it holds for ever: upload, answer, download, poll or nowhere.</param>
/// <param name="JobSeconds">How long a job takes; the first of all is done at once, for a user's first request runs alone.</param>
/// <param name="Certificate">The certificate for TLS; empty for none.</param>
internal sealed record ServerOptions(int Delay, int Images, int Bytes, string Format, string Mode, string Hold, int JobSeconds, string Certificate)
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
            arguments.Number("job-seconds", 10),
            arguments.Text("certificate", ""));
    }

    public string[] ToArguments() =>
    [
        "serve",
        "--delay", $"{Delay}", "--images", $"{Images}", "--bytes", $"{Bytes}", "--format", Format,
        "--mode", Mode, "--hold", Hold, "--job-seconds", $"{JobSeconds}", "--certificate", Certificate,
    ];
}
