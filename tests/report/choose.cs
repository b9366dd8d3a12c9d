#:project ../../src/PhotaPS/PhotaPS.csproj
#:property AssemblyName=PhotaPS.Pages
#:property PublishAot=false

// Serves the page that choose.test.js opens: dotnet PhotaPS.Pages.dll FOLDER GROUPS VARIATIONS. It says where the page is, and at last what was chosen.

using System.Text.Json;
using Phota;
using PhotaPS;

string folder = Directory.CreateDirectory(args[0]).FullName;
int groups = int.Parse(args[1]), variations = int.Parse(args[2]);
string image = Path.Combine(folder, "image.jpg"), hostile = Path.Combine(folder, "<script>document.title='taken'<b>.jpg");
File.Copy(Path.Combine(Environment.GetEnvironmentVariable("PHOTOS")!, "dog.jpg"), image, overwrite: true);
File.Copy(image, hostile, overwrite: true);

ImageSelection selection = new();
for (int i = 0; i < groups; i++)
{
    for (int variation = 1; variation <= variations; variation++)
    {
        // Many names, one file: a disk need not hold them all.
        string path = Path.Combine(folder, $"{i}-{variation}.jpg");
        if (!File.Exists(path)) File.CreateSymbolicLink(path, image);
        selection.Add(new PhotaImage { Operation = "edit", Source = hostile, FullName = path, Variation = variation, Fingerprint = $"request-{i}", Prompt = "</p></script><script>document.title='taken'</script>" });
    }
}

using SelectionServer server = SelectionServer.Start(selection);
Console.WriteLine(server.Uri);
ImageChoice? choice = await server.WaitAsync();
Console.WriteLine(choice is null ? "closed" : JsonSerializer.Serialize(new { keep = choice.Kept.Select(kept => kept.Name), reject = choice.Rejected.Select(rejected => rejected.Name) }));
