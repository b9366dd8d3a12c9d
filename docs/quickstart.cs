#:project ../src/Phota.Client/Phota.Client.csproj
#:property PublishAot=false

// The main job with nothing but the .NET SDK: `dotnet run docs/quickstart.cs`.
// Where there is a pwsh it goes through the PowerShell module, otherwise through the same client library.

using System.ComponentModel;
using System.Diagnostics;
using Phota;

string docs = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
string root = Path.GetDirectoryName(docs)!;

Console.WriteLine("Building the module and the sandbox ...");
if (Run("dotnet", "build", Path.Combine(root, "src", "PhotaPS"), "-c", "Release", "-v", "quiet", "-clp:NoSummary") is not 0) return 1;

int? status = Run("pwsh", "-NoProfile", "-NonInteractive", "-File", Path.Combine(docs, "quickstart.ps1"));
if (status is not null)
{
    Console.WriteLine("This ran docs/quickstart.ps1 in pwsh, through the module in out/PhotaPS.");
    return status.Value;
}

Console.WriteLine("There is no pwsh on PATH, so this runs the same batch through the library Phota.Client.");
return await EnhanceAsync();

async Task<int> EnhanceAsync()
{
    using SandboxProcess sandbox = await SandboxProcess.StartAsync(Path.Combine(root, "out", "PhotaPS", "sandbox", "Phota.Sandbox.dll"), []);
    PhotaClient client = new(new PhotaClientOptions(new ApiKey("sandbox-quickstart")) { BaseUri = sandbox.BaseUri });
    OutputFolder folder = new(Path.Combine(root, "out", "quickstart"), relativeTo: null, overwrite: true);
    decimal total = 0;
    int failed = 0;
    using Batch batch = new(throttleLimit: 4, Show, tick: () => { });

    foreach (string photo in Directory.EnumerateFiles(Path.Combine(docs, "photos")).Order())
    {
        EnhanceRequest request = new(ImageInput.FromFile(photo));
        OutputTarget target = folder.TargetFor(request);
        folder.Prepare(target);
        batch.Add(photo, async stop => await client.EnhanceAsync(request, target, stop));
    }

    batch.Complete();
    Console.WriteLine($"{batch.Progress.Results} pictures, made by the sandbox at {sandbox.BaseUri}: they cost nothing. At Phota's published prices they would cost ${total:0.00}.");
    Console.WriteLine($"They lie in {Path.Combine(root, "out", "quickstart")}");
    return failed == 0 ? 0 : 1;

    void Show(BatchOutcome outcome)
    {
        foreach (PhotaImage image in outcome.Results.Cast<PhotaImage>())
        {
            total += image.EstimatedCost ?? 0;
            Console.WriteLine($"  {Path.GetFileName(image.Source),-28} {image.Width,5} x {image.Height,-5} {Path.GetFileName(image.Path)}");
        }

        if (outcome.Error is null) return;
        failed++;
        Console.Error.WriteLine($"  {outcome.Input}: {outcome.Error.Message}");
    }
}

static int? Run(string program, params string[] arguments)
{
    try
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        return process.ExitCode;
    }
    catch (Win32Exception)
    {
        return null;
    }
}
