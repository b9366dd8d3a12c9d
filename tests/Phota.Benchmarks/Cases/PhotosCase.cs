using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Cases;

/// <summary>A hundred photos as cameras make them, at a service that takes its time.</summary>
/// <param name="isEncrypted">Whether the service is reached over TLS.</param>
internal sealed class PhotosCase(bool isEncrypted = false) : IBenchCase
{
    private const int Bytes = 3_000_000;

    public string Name => isEncrypted ? "photos-tls" : "photos";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        using ServerProcess server = ServerProcess.Start(ServerOptions.Parse(["--delay", "200", "--bytes", $"{Bytes}", "--certificate", isEncrypted ? context.Work.Certificate() : ""]));
        Field field = new(context.Work, server, context.Work.Photos("photos", 100, Bytes), parallel: 16, images: 1, "jpg");
        IReadOnlyList<Sample> samples = await Turns.RunAsync(
            context.Options.Runs, field.Ours(), field.Curl(), field.Script(), field.Loop());
        Comparison comparison = new(samples);
        return new(
            Name,
            isEncrypted ? "100 photos of 3 MB over TLS" : "100 photos of 3 MB",
            "Each photo of 3 MB is sent as base64 and answered after 0.2 s with an image of 3 MB as base64; 16 at once.",
            [SampleTable.Of(samples)],
            [
                comparison.NotSlowerThan(Field.CurlName, 1.25, "The whole process includes the start of pwsh and the import of the module, which curl does not have."),
                comparison.FasterThan(Field.ScriptName, 3, "Both wait for the server in seven waves of 0.2 s; only what is above that can be saved."),
                comparison.PeakAtMost(150),
            ]);
    }
}
