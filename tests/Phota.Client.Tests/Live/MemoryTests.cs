using System.Text;

namespace Phota.Tests.Live;

/// <summary>Counts every byte that this process allocates, so nothing else may run beside it, the sandbox included.</summary>
[Collection("alone")]
public sealed class MemoryTests
{
    private const int Megabyte = 1024 * 1024;
    private const string Stall = "Wine stalls while the sandbox is handed an image of 24 MB.";

    [Fact]
    public async Task A_photo_of_50_MB_is_sent_without_being_held()
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("large.png"), Pixels.Png(50 * Megabyte));
        using SandboxProcess sandbox = await StartAsync();
        PhotaClient client = await WarmAsync(sandbox, folder);

        EnhanceRequest request = new(ImageInput.FromFile(folder.File("large.png")));
        Assert.InRange(await AllocatedAsync(() => client.MakeAsync(request)), 0, 5 * Megabyte);
    }

    [Fact]
    public async Task Several_photos_in_one_body_are_sent_without_being_held()
    {
        using TempFolder folder = new();
        string[] names = ["1.png", "2.png", "3.png", "4.png"];
        foreach (string name in names) File.WriteAllBytes(folder.File(name), Pixels.Png(24 * Megabyte));
        using SandboxProcess sandbox = await StartAsync();
        PhotaClient client = await WarmAsync(sandbox, folder);

        EditRequest request = new([.. names.Select(name => ImageInput.FromFile(folder.File(name)))]) { Prompt = "side by side" };
        Assert.InRange(await AllocatedAsync(() => client.MakeAsync(request)), 0, 5 * Megabyte);
    }

    [NotOnWineFact(Stall)]
    public async Task Four_images_of_24_MB_in_one_answer_are_saved_without_being_held()
    {
        using TempFolder folder = new();
        byte[] large = Pixels.Png(24 * Megabyte);
        using SandboxProcess sandbox = await StartAsync();
        PhotaClient client = await WarmAsync(sandbox, folder);
        await FaultAsync(sandbox, $$"""{"kind":"image_bytes","body_base64":"{{Convert.ToBase64String(large)}}"}""");

        EnhanceRequest request = new(ImageInput.FromFile(folder.File("small.png"))) { ResponseMode = ResponseMode.Bytes, Count = 4 };
        IReadOnlyList<PhotaImage> images = [];
        Assert.InRange(await AllocatedAsync(async () => images = await client.MakeAsync(request, Target(folder))), 0, 5 * Megabyte);
        Assert.Equal(4, images.Count);
        Assert.All(images, image => Assert.True(large.AsSpan().SequenceEqual(File.ReadAllBytes(image.FullName!))));
    }

    [NotOnWineFact(Stall)]
    public async Task Four_downloads_of_24_MB_are_saved_without_being_held()
    {
        using TempFolder folder = new();
        byte[] large = Pixels.Png(24 * Megabyte);
        using SandboxProcess sandbox = await StartAsync();
        PhotaClient client = await WarmAsync(sandbox, folder);
        await FaultAsync(sandbox, $$"""{"kind":"image_bytes","body_base64":"{{Convert.ToBase64String(large)}}"}""");

        EnhanceRequest request = new(ImageInput.FromFile(folder.File("small.png"))) { Count = 4 };
        IReadOnlyList<PhotaImage> images = [];
        Assert.InRange(await AllocatedAsync(async () => images = await client.MakeAsync(request, Target(folder))), 0, 5 * Megabyte);
        Assert.Equal(4, images.Count);
        Assert.All(images, image => Assert.True(large.AsSpan().SequenceEqual(File.ReadAllBytes(image.FullName!))));
    }

    private static async Task<long> AllocatedAsync(Func<Task> operation)
    {
        GC.Collect();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await operation();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    /// <summary>A client that has done everything once, so that what is counted is the work and not the first time.</summary>
    private static async Task<PhotaClient> WarmAsync(SandboxProcess sandbox, TempFolder folder)
    {
        PhotaClient client = new(new PhotaClientOptions(new ApiKey("sandbox-memory")) { BaseUri = sandbox.BaseUri });
        File.WriteAllBytes(folder.File("small.png"), Pixels.Png());
        EnhanceRequest small = new(ImageInput.FromFile(folder.File("small.png")));
        await client.EnhanceAsync(small, Target(folder));
        await client.EnhanceAsync(small with { ResponseMode = ResponseMode.Bytes }, Target(folder) with { Overwrite = true });
        return client;
    }

    private static OutputTarget Target(TempFolder folder) =>
        new(Directory.CreateDirectory(folder.File("out")).FullName, "large.png", Overwrite: true);

    private static async Task FaultAsync(SandboxProcess sandbox, string action)
    {
        using HttpClient control = new();
        using StringContent body = new(
            $$"""[{"match":{"method":"POST","path":"/v1/phota/*"},"action":{{action}}}]""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await control.PostAsync(new Uri(sandbox.BaseUri, "/sandbox/faults"), body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static Task<SandboxProcess> StartAsync() =>
        SandboxProcess.StartAsync(Path.Combine(AppContext.BaseDirectory, "Phota.Sandbox.dll"), ["--switch", "image_size=small"]);
}
