using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Cases;

/// <summary>What a long history costs the next run: one new photo in a destination that has seen a hundred thousand.</summary>
internal sealed partial class LedgerCase : IBenchCase
{
    private const int Written = 1000;
    private const int Copies = 100;
    private const string Full = "over a ledger of 100,000 photos";
    private const string Empty = "over an empty ledger";

    private int _photo;

    public string Name => "ledger";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        using ServerProcess server = ServerProcess.Start(ServerOptions.Parse(["--mode", "jobs", "--job-seconds", "0"]));
        string output = context.Work.Empty("ledger");
        string photos = context.Work.Photos("ledger", Written, 20_000);
        await Child.RunAsync([.. Command(photos, output), "-Limit", "16"], server);
        double megabytes = Multiply(Path.Combine(output, ".phota", "ledger"));
        IReadOnlyList<Sample> samples = await Turns.RunAsync(
            context.Options.Runs,
            new(Full, server, () => Command(NewPhoto(context), output), () => { }),
            new(Empty, server, () => Command(NewPhoto(context), context.Work.Empty("ledger-empty")), () => { }));

        double later = Difference(samples, sample => sample.Said.Seconds);
        double larger = Difference(samples, sample => sample.Peak);
        return new(
            Name,
            "A ledger of 100,000 photos",
            FormattableString.Invariant($"One new photo in a destination whose ledger knows {Written * Copies:#,0}. The ledger is that of {Written:#,0} photos, each line of it {Copies} times under other names."),
            [SampleTable.Of(samples)],
            [
                new("the next run starts at most 0.5 s later", FormattableString.Invariant($"{later:+0.00;-0.00} s"), later <= 0.5),
                new("at most 60 MB more memory", FormattableString.Invariant($"{larger:+0;-0} MB"), larger <= 60),
                new("at most 40 MB on disk", FormattableString.Invariant($"{megabytes:0.0} MB"), megabytes <= 40, "A photo leaves five lines: that it was read, sent, accepted, saved and told. Nothing merges those of finished requests yet."),
            ]);
    }

    private static double Difference(IReadOnlyList<Sample> samples, Func<Sample, double> figure) =>
        Median.Of(samples, Full, figure) - Median.Of(samples, Empty, figure);

    private static string[] Command(string photos, string output) => Pwsh.Script("run.ps1", "-Module", BenchContext.Module, "-In", photos, "-Out", output);

    private string NewPhoto(BenchContext context)
    {
        string folder = context.Work.Empty("ledger-new");
        File.WriteAllBytes(Path.Combine(folder, $"new-{++_photo}.jpg"), SampleImage.Jpeg(20_000 + _photo));
        return folder;
    }

    /// <summary>Adds what further photos would have left; returns the size of the ledger in megabytes.</summary>
    private static double Multiply(string ledger)
    {
        string[] lines = File.ReadAllLines(Directory.GetFiles(ledger).Single());
        using (StreamWriter writer = new(Path.Combine(ledger, "host-1-00000000.jsonl")))
        {
            writer.WriteLine(lines[0]);
            for (int copy = 1; copy < Copies; copy++)
            {
                foreach (string line in lines[1..^1]) writer.WriteLine(Renamed(line, copy));
            }

            writer.WriteLine(lines[^1]);
        }

        return Directory.GetFiles(ledger).Sum(path => new FileInfo(path).Length) / 1_000_000.0;
    }

    // What is said of one photo is said of another: its fingerprint begins with other digits, and its files are named otherwise.
    private static string Renamed(string line, int copy)
    {
        line = Fingerprint().Replace(line, match => (Convert.ToInt32(match.Value, 16) ^ copy).ToString("x2", CultureInfo.InvariantCulture));
        line = FileName().Replace(line, FormattableString.Invariant($"$0{copy}-"));
        if (PhotoLine().Match(line) is not { Success: true } photo) return line;
        byte[] check = SHA256.HashData(Encoding.UTF8.GetBytes($"{photo.Groups["key"].Value} {photo.Groups["hash"].Value}"));
        return line.Replace(photo.Groups["check"].Value, Convert.ToHexString(check, 0, 4).ToLowerInvariant(), StringComparison.Ordinal);
    }

    [GeneratedRegex("""(?<="fingerprint":")..""")]
    private static partial Regex Fingerprint();

    [GeneratedRegex("""(?<="(path|part)":")""")]
    private static partial Regex FileName();

    [GeneratedRegex("""(?<="state":"photo","fingerprint":")(?<key>\w+)".*"sha256":"(?<hash>\w+)","check":"(?<check>\w+)(?=")""")]
    private static partial Regex PhotoLine();
}
