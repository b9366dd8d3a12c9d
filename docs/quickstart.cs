#:project ../src/Phota.Client/Phota.Client.csproj
#:property PublishAot=false

// The main job with nothing but the .NET SDK: `dotnet run docs/quickstart.cs`.
// It goes through the module in the PowerShell that PHOTAPS_PWSH names, otherwise in the one that the tool manifest pins.
// Only where that one cannot be restored, it goes through the same client library.

using System.Diagnostics;
using Phota;

string docs = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
string root = Path.GetDirectoryName(docs)!;

Console.WriteLine("Building the module and the sandbox ...");
if (Run("dotnet", "build", Path.Combine(root, "src", "PhotaPS"), "-c", "Release", "-v", "quiet", "-clp:NoSummary") != 0) return 1;

string[] script = ["-NoProfile", "-NonInteractive", "-File", Path.Combine(docs, "quickstart.ps1")];
if (Environment.GetEnvironmentVariable("PHOTAPS_PWSH") is { Length: > 0 } named) return Run(named, script);

Console.WriteLine("Restoring PowerShell ...");
if (Run("dotnet", "tool", "restore") == 0) return Run("dotnet", ["pwsh", .. script]);

Console.WriteLine("PowerShell could not be restored, so this runs the same batch through the library Phota.Client.");
return await EnhanceAsync();

async Task<int> EnhanceAsync()
{
    using SandboxProcess sandbox = await SandboxProcess.StartAsync(Path.Combine(root, "out", "PhotaPS", "sandbox", "Phota.Sandbox.dll"), []);
    PhotaClient client = new(new PhotaClientOptions(new ApiKey("sandbox-quickstart")) { BaseUri = sandbox.BaseUri });
    string destination = Path.Combine(root, "out", "quickstart");
    decimal total = 0;
    int failed = 0;
    Ledger ledger = Ledger.Open(destination);
    BatchOptions options = new() { Ledger = ledger, Folder = new OutputFolder(destination, relativeTo: null, overwrite: false) };
    using BatchProcessor batch = new(client, options, Show, tick: () => { });

    foreach (string photo in Directory.EnumerateFiles(Path.Combine(docs, "photos")).Order())
        batch.Add(photo, new EnhanceRequest(ImageInput.FromFile(photo)));

    batch.Complete();
    Console.WriteLine($"The images were made by the sandbox at {sandbox.BaseUri}: they cost nothing. At Phota's published prices those made now would cost ${total:0.00}.");
    Console.WriteLine($"They lie in {destination}; the same command again finds them there.");
    return failed == 0 ? 0 : 1;

    void Show(BatchOutcome outcome)
    {
        foreach (PhotaImage image in outcome.Results.Cast<PhotaImage>())
        {
            // Its cost is told this once.
            ledger.Receive(image);
            total += image.EstimatedCost ?? 0;
            Console.WriteLine($"  {Path.GetFileName(image.Source),-28} {image.Width,5} x {image.Height,-5} {Path.GetFileName(image.FullName)}");
        }

        if (outcome.Error is null) return;
        failed++;
        Console.Error.WriteLine($"  {outcome.Input}: {outcome.Error.Message}");
    }
}

int Run(string program, params string[] arguments)
{
    // The tool manifest is found from the working folder.
    using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = root })!;
    process.WaitForExit();
    return process.ExitCode;
}
