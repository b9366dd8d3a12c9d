#:project ../../src/PhotaPS/PhotaPS.csproj
#:property AssemblyName=PhotaPS.Pages
#:property PublishAot=false

// Makes the pages that pages.test.js opens, of real results from the sandbox: dotnet run make.cs FOLDER

using Phota;
using PhotaPS;

const int Many = 3000;

string scripts = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
string root = Path.GetFullPath(Path.Combine(scripts, "..", ".."));
string folder = Directory.CreateDirectory(args[0]).FullName;

using SandboxProcess sandbox = await SandboxProcess.StartAsync(
    Path.Combine(root, "out", "PhotaPS", "sandbox", "Phota.Sandbox.dll"), ["--switch", "image_size=small"]);
PhotaClient client = new(new PhotaClientOptions(new ApiKey("sandbox-report")) { BaseUri = sandbox.BaseUri });

await MakeHostileAsync();
await MakeManyAsync();
return;

// Names, prompts and errors that would be markup if they could, and images that are not there any more.
async Task MakeHostileAsync()
{
    string script = Photo("<script>document.title='taken'<b>.jpg");
    string attribute = Photo("\" onerror=\"document.title='taken'\" x=\".jpg");
    string escaped = Photo("100% #1?&amp;.jpg");
    string gone = Photo("gone.jpg");
    List<PhotaImage> images = [];
    foreach (string photo in new[] { script, attribute, escaped, gone }) images.AddRange(await client.EnhanceAsync(Enhance(photo, 1), Target("enhanced")));
    images.AddRange(await client.MakeAsync(Enhance(escaped, 2) with { Prompt = "</p></script><script>document.title='taken'</script>" }, Target("two")));
    images.AddRange(await client.MakeAsync(new GenerateRequest { Prompt = "a lighthouse" }, Target("generated")));
    images.AddRange(await client.EnhanceAsync(Enhance(escaped, 1)));
    File.Delete(gone);
    PhotaFailure failure = new() { Source = script, Reason = $"'{script}' <img src=x onerror=\"document.title='taken'\"> failed.", ErrorId = "Phota.Moderation" };
    foreach (bool areReferences in new[] { false, true })
    {
        PhotaReport report = new() { Title = "<script>document.title='taken'</script>", AreReferences = areReferences };
        foreach (PhotaImage image in images) report.Add(image);
        report.Add(failure);
        await WriteAsync(report, areReferences ? "hostile-reference.html" : "hostile.html");
    }
}

async Task MakeManyAsync()
{
    string photo = Photo("dog.jpg");
    PhotaImage made = (await client.EnhanceAsync(Enhance(photo, 1), Target("one")))[0];
    PhotaReport embedded = new(), references = new() { AreReferences = true };
    Directory.CreateDirectory(Path.Combine(folder, "many"));
    for (int i = 0; i < Many; i++)
    {
        PhotaImage image = made with { RequestId = $"request-{i}", Source = Copy(made.FullName!, $"before-{i}.jpg"), FullName = Copy(made.FullName!, $"after-{i}.jpg") };
        embedded.Add(image);
        references.Add(image);
    }

    await WriteAsync(embedded, "many.html");
    await WriteAsync(references, "many-reference.html");
}

string Photo(string name)
{
    string path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "photos")).FullName, name);
    File.Copy(Path.Combine(root, "docs", "photos", "dog.jpg"), path);
    return path;
}

string Copy(string path, string name)
{
    string copy = Path.Combine(folder, "many", name);
    File.Copy(path, copy);
    return copy;
}

OutputTarget Target(string name) => new(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, $"{Guid.NewGuid()}.jpg", Overwrite: false);

static EnhanceRequest Enhance(string photo, int count) => new(ImageInput.FromFile(photo)) { Count = count };

async Task WriteAsync(PhotaReport report, string name)
{
    using ReportFile file = ReportFile.Create(Path.Combine(folder, name), overwrite: false);
    await report.WriteAsync(file);
    file.Commit();
}
