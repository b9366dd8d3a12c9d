using Phota.Tests.Live;

namespace Phota.Tests.Batches;

/// <summary>What cannot be saved is known before it is paid for.</summary>
public sealed class TakenNameTests
{
    [Fact]
    public async Task Two_photos_with_one_name_are_an_error_of_the_second()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        foreach (string folder in new[] { "one", "two" }) Directory.CreateDirectory(sandbox.Folder.File(folder));
        ImageRequest[] photos =
        [
            new EnhanceRequest(ImageInput.FromFile(sandbox.Photo(Path.Combine("one", "dog.png"), 500))),
            new EnhanceRequest(ImageInput.FromFile(sandbox.Photo(Path.Combine("two", "DOG.png"), 501))),
        ];
        TestRun run = await new TestBatch(sandbox).RunAsync(photos);
        Assert.Equal((1, PhotaErrorKind.OutputFile), (run.Images.Length, Assert.Single(run.Errors).Kind));
        Assert.Equal(PhotaRemedy.MirrorFolders, run.Errors[0].Remedy);
        Assert.All(photos, photo => Assert.Contains(photo.Source!, run.Errors[0].Message, StringComparison.Ordinal));
        Assert.Equal(1, await sandbox.ChargesAsync());

        TestRun mirrored = await new TestBatch(sandbox) { Destination = sandbox.Folder.File("mirrored"), RelativeTo = sandbox.Folder.Path }.RunAsync(photos);
        Assert.Equal(2, mirrored.Images.Length);
    }

    [Fact]
    public async Task Two_images_of_one_prompt_with_other_options_are_an_error_of_the_second()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        GenerateRequest fox = new() { Prompt = "a fox" };
        TestRun run = await new TestBatch(sandbox).RunAsync(fox, fox with { OutputFormat = OutputFormat.Jpg }, fox with { Options = new() { AspectRatio = "1:1" } });
        Assert.Equal(2, run.Images.Length);
        Assert.Contains("'a fox' and 'a fox'", Assert.Single(run.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task Another_photo_whose_name_is_taken_on_another_night_is_not_sent()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await batch.RunAsync(sandbox.Enhance());
        Directory.CreateDirectory(sandbox.Folder.File("two"));
        ImageRequest second = new EnhanceRequest(ImageInput.FromFile(sandbox.Photo(Path.Combine("two", "photo.png"), 501)));
        Assert.Equal(PhotaErrorKind.OutputFile, Assert.Single((await batch.RunAsync(second)).Errors).Kind);
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task Other_options_onto_a_name_that_is_owned_need_to_be_forced_and_nothing_is_lost()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        ImageRequest a = sandbox.Enhance() with { Prompt = "warmer" }, b = sandbox.Enhance() with { Prompt = "cooler" };
        string first = Assert.Single((await batch.RunAsync(a)).Images).Sha256!;
        PhotaException e = Assert.Single((await batch.RunAsync(b)).Errors);
        Assert.Equal(PhotaErrorKind.OutputFile, e.Kind);
        Assert.Equal(PhotaRemedy.Replace, e.Remedy);
        Assert.Equal(1, (await batch.RunAsync(a)).Count(ImageOrigin.Found));
        Assert.Equal(1, await sandbox.ChargesAsync());

        TestBatch forced = batch with { Overwrite = true };
        Assert.Equal(1, (await forced.RunAsync(b)).Count(ImageOrigin.New));
        PhotaImage again = Assert.Single((await forced.RunAsync(a)).Images);
        Assert.Equal((ImageOrigin.Found, first), (again.Origin, again.Sha256));
        Assert.Equal(1, (await forced.RunAsync(b)).Count(ImageOrigin.Found));
        Assert.Equal(2, await sandbox.ChargesAsync());
        Assert.Equal(["photo.png.jpg"], sandbox.Results());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_of_the_users_own_is_never_overwritten(bool overwrite)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        File.WriteAllText(sandbox.Target().PathFor(0, ImageFormat.Jpeg), "mine");
        TestRun run = await new TestBatch(sandbox) { Overwrite = overwrite }.RunAsync(sandbox.Enhance());
        Assert.Equal(PhotaErrorKind.OutputFile, Assert.Single(run.Errors).Kind);
        Assert.Equal("mine", File.ReadAllText(sandbox.Target().PathFor(0, ImageFormat.Jpeg)));
        Assert.Empty(await sandbox.RequestsAsync());
    }

    [Fact]
    public async Task An_image_of_the_direct_path_whose_name_was_taken_meanwhile_is_kept()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await sandbox.FaultAsync("""{"kind":"hold","when":"mid_body","after_bytes":50}""");
        using (TestRun run = batch.Start(sandbox.Enhance(ResponseMode.Bytes)))
        {
            await sandbox.WaitForAsync("held");
            File.WriteAllText(sandbox.Target().PathFor(0, ImageFormat.Jpeg), "mine");
            await sandbox.PostAsync("release");
            await run.Task;
            Assert.Contains("is kept in", Assert.Single(run.Errors).Message, StringComparison.Ordinal);
        }

        Assert.Contains("is kept in", Assert.Single((await batch.RunAsync(sandbox.Enhance(ResponseMode.Bytes))).Errors).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(sandbox.Target().PathFor(0, ImageFormat.Jpeg)));
        File.Move(sandbox.Target().PathFor(0, ImageFormat.Jpeg), sandbox.Folder.File("mine.jpg"));
        PhotaImage image = Assert.Single((await batch.RunAsync(sandbox.Enhance(ResponseMode.Bytes))).Images);
        Assert.Equal((0.12m, image.Length!.Value), (image.EstimatedCost!.Value, new FileInfo(image.FullName!).Length));
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task A_photo_is_never_overwritten_by_its_result()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        byte[] photo = Pixels.Png(500);
        File.WriteAllBytes(sandbox.Folder.File("photo.jpg"), photo);
        TestBatch batch = new(sandbox) { Destination = sandbox.Folder.Path, Overwrite = true };
        TestRun run = await batch.RunAsync(new EnhanceRequest(ImageInput.FromFile(sandbox.Folder.File("photo.jpg"))));
        Assert.Equal(photo, File.ReadAllBytes(sandbox.Folder.File("photo.jpg")));
        Assert.Equal(PhotaErrorKind.OutputFile, Assert.Single(run.Errors).Kind);
        Assert.Empty(await sandbox.RequestsAsync());
    }

    [Fact]
    public async Task A_folder_in_the_way_is_known_before()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        Directory.CreateDirectory(sandbox.Target().PathFor(0, ImageFormat.Jpeg));
        TestRun run = await new TestBatch(sandbox) { Overwrite = true }.RunAsync(sandbox.Enhance());
        Assert.Equal(PhotaErrorKind.OutputFile, Assert.Single(run.Errors).Kind);
        Assert.Empty(await sandbox.RequestsAsync());
    }

    [Fact]
    public async Task Results_of_a_sandbox_do_not_pass_for_those_of_an_account()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await batch.RunAsync(sandbox.Enhance());
        TestBatch account = batch with { BaseUri = new Uri("https://api.example") };
        PhotaException e = Assert.Throws<PhotaException>(() => account.Plan(sandbox.Enhance()));
        Assert.Equal(PhotaErrorKind.OutputFile, e.Kind);
        Assert.Equal(0.12m, (account with { Destination = sandbox.Folder.File("elsewhere") }).Plan(sandbox.Enhance())[0]!.EstimatedCost);
    }
}
