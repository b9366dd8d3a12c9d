using System.Security.Cryptography;
using Phota.Tests.Batches;
using Phota.Tests.Live;

namespace Phota.Tests.Metadata;

/// <summary>Metadata on a photo's whole way: sent, downloaded, saved, recorded, found again.</summary>
public sealed class DestinationTests
{
    [Theory]
    [InlineData(ResponseMode.Urls)]
    [InlineData(ResponseMode.Bytes)]
    public async Task Each_variation_carries_its_photos_metadata_and_the_ledger_knows_the_file(ResponseMode mode)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        EnhanceRequest request = Request(MakePhoto(sandbox)) with { Count = 2, ResponseMode = mode };
        TestRun run = await batch.RunAsync(request);
        Assert.Empty(run.Errors);
        Assert.Equal(2, run.Images.Length);
        foreach (PhotaImage image in run.Images)
        {
            byte[] file = await File.ReadAllBytesAsync(image.FullName!);
            Assert.Equal((file.Length, Convert.ToHexStringLower(SHA256.HashData(file))), ((int)image.Length!, image.Sha256));
            PhotoMetadata metadata = Read(image.FullName!);
            Assert.Contains("Acme Cameras", ImageContainer.Latin1(metadata.Exif!), StringComparison.Ordinal);
            Assert.Contains("compositeWithTrainedAlgorithmicMedia", ImageContainer.Latin1(metadata.Xmp!), StringComparison.Ordinal);
            Assert.Contains("<xmp:ModifyDate>20", ImageContainer.Latin1(metadata.Xmp!), StringComparison.Ordinal);
        }

        TestRun again = await batch.RunAsync(request);
        Assert.Equal((2, 1), (again.Count(ImageOrigin.Found), await sandbox.ChargesAsync()));
        Assert.Empty(Directory.EnumerateFiles(sandbox.Folder.File("out"), "*.part", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Two_hosts_that_fetch_one_job_write_the_same_bytes()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        EnhanceRequest request = Request(MakePhoto(sandbox));
        TestRun one = await new TestBatch(sandbox).RunAsync(request);
        TestRun other = await new TestBatch(sandbox) { Destination = sandbox.Folder.File("elsewhere") }.RunAsync(request);
        Assert.Equal(one.Images[0].JobId, other.Images[0].JobId);
        Assert.Equal(one.Images[0].Sha256, other.Images[0].Sha256);
    }

    [Fact]
    public async Task Damaged_metadata_is_one_warning_for_the_photo()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        string photo = sandbox.Folder.File("photo.jpg");
        byte[] whole = File.ReadAllBytes(Result.Photo("dog.jpg"));
        byte[] damaged = [0xFF, 0xE1, 0, 16, .. "Exif\0\0MM\0*\0\0\0\x63"u8];
        File.WriteAllBytes(photo, [.. whole[..2], .. damaged, .. whole[2..]]);
        TestRun run = await new TestBatch(sandbox).RunAsync(Request(photo) with { Count = 3 });
        Assert.Equal(3, run.Images.Length);
        string warning = Assert.Single(Assert.Single(run.Outcomes).Warnings);
        Assert.Contains(photo, warning, StringComparison.Ordinal);
        Assert.Null(Read(run.Images[0].FullName!).Xmp);
    }

    [Fact]
    public async Task A_result_that_is_saved_later_carries_it_too()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = (await new TestBatch(sandbox) { Destination = null }.RunAsync(Request(MakePhoto(sandbox)))).Images[0];
        using Ledger ledger = Ledger.Open(sandbox.Folder.File("out"));
        PhotaImage saved = await new ImageSaver(sandbox.BaseUri, new OutputFolder(sandbox.Folder.File("out"), null, overwrite: false), ledger, TimeSpan.FromSeconds(60)).SaveAsync(image);
        Assert.NotNull(Read(saved.FullName!).Exif);
    }

    [ExifToolTheory]
    [InlineData(OutputFormat.Jpg)]
    [InlineData(OutputFormat.Png)]
    public async Task A_heic_photo_is_enhanced_with_its_metadata(OutputFormat format)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        string photo = sandbox.Folder.File("IMG_0001.HEIC");
        ExifTool.Run("heif-enc", "-o", photo, Result.Photo("dog.png"));
        ExifTool.Run("exiftool", "-overwrite_original", "-IFD0:Model=Acme Phone", "-DateTimeOriginal=2026:07:14 18:30:05", "-XMP-xmp:Rating=5", photo);
        TestRun run = await new TestBatch(sandbox).RunAsync(Request(photo) with { OutputFormat = format });
        Assert.Empty(run.Outcomes[0].Warnings);
        Dictionary<string, string> tags = ExifTool.Read(run.Images[0].FullName!);
        Assert.Equal(("Acme Phone", "2026:07:14 18:30:05", "5"), (tags["IFD0:Model"], tags["ExifIFD:DateTimeOriginal"], tags["XMP-xmp:Rating"]));
        Assert.Empty(ExifTool.Validate(run.Images[0].FullName!));
    }

    private static EnhanceRequest Request(string photo) => new(ImageInput.FromFile(photo));

    private static string MakePhoto(TestSandbox sandbox)
    {
        string tags = sandbox.Folder.File("tags.jpg"), photo = sandbox.Folder.File("photo.jpg");
        File.WriteAllBytes(tags, Samples.Jpeg(Samples.Tiff()));
        Assert.Null(Result.Make(tags, "dog.jpg", photo, "enhance"));
        return photo;
    }

    private static PhotoMetadata Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        return PhotoMetadata.Read(file, ImageFormat.Jpeg);
    }
}
