using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Clients;

/// <summary>The four ways to send a folder of photos and have the results in another.</summary>
/// <param name="work">Where outputs go.</param>
/// <param name="server">Who answers.</param>
/// <param name="photos">The folder of photos.</param>
/// <param name="parallel">How many at once.</param>
/// <param name="images">How many images each answer has.</param>
/// <param name="format">jpg or png.</param>
internal sealed class Field(WorkFolder work, ServerProcess server, string photos, int parallel, int images, string format)
{
    public const string OursName = "PhotaPS";
    public const string WarmName = "PhotaPS, the second time in its session";
    public const string PlainName = "PhotaPS, -MetadataMode None";
    public const string EnumeratedName = "PhotaPS, fed by EnumerateFiles";
    public const string ListName = "Get-ChildItem alone";
    public const string ScriptName = "the script";
    public const string CurlName = "curl";
    public const string LoopName = "the bare loop";

    private readonly int _count = Directory.GetFiles(photos).Length;

    public Contender Ours(int mark = 0) => Make(OursName, output => OursCommand(output, mark));

    public Contender Warm() => Make(WarmName, output => [.. OursCommand(output, mark: 0), "-Warm"]);

    public Contender Plain() => Make(PlainName, output => [.. OursCommand(output, mark: 0), "-Plain"]);

    public Contender Enumerated(int mark) => Make(EnumeratedName, output => [.. OursCommand(output, mark), "-Enumerate"]);

    public Contender List(int mark) => new(ListName, null, () => Pwsh.Script("list.ps1", "-In", photos, "-Mark", $"{mark}"), () => { });

    public Contender Script(int mark = 0) => Make(ScriptName, output => Pwsh.Script(
        "script.ps1", "-In", photos, "-Out", output, "-Limit", $"{parallel}", "-Count", $"{images}", "-Format", format, "-Mark", $"{mark}"));

    public Contender Loop(int mark = 0) => Make(LoopName, output =>
        [Environment.ProcessPath!, "loop", "--in", photos, "--out", output, "--parallel", $"{parallel}", "--mark", $"{mark}"]);

    public Contender Curl()
    {
        string bodies = WorkFolder.Bodies(photos);
        string config = work.FileNamed("curl.config");
        return Make(CurlName, output =>
        {
            CurlConfig.Write(config, bodies, output, $"{server.Address}/v1/phota/enhance");
            return ["curl", "--parallel", "--parallel-max", $"{parallel}", "--config", config];
        }, perAnswer: 1);
    }

    private string[] OursCommand(string output, int mark) => Pwsh.Script(
        "ours.ps1", "-Module", BenchContext.Module, "-In", photos, "-Out", output, "-Limit", $"{parallel}", "-Count", $"{images}", "-Format", format, "-Mark", $"{mark}");

    private Contender Make(string name, Func<string, string[]> command, int perAnswer = 0)
    {
        int expected = _count * (perAnswer > 0 ? perAnswer : images);
        string output = "";
        return new(name, server, () => command(output = work.Empty("results")), () => Check(name, output, expected));
    }

    private static void Check(string name, string output, int expected)
    {
        int found = Directory.GetFiles(output).Count(path => new FileInfo(path).Length > 0);
        if (found != expected) throw new InvalidOperationException($"{name} left {found} files where {expected} were due.");
    }
}
