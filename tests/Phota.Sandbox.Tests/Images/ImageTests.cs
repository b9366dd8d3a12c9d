using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Phota.Sandbox.Images;
using Phota.Sandbox.Tests.Support;
using StbImageSharp;

namespace Phota.Sandbox.Tests.Images;

public sealed class ImageTests
{
    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    public async Task An_image_says_what_it_is(string format)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonObject body = TestSandbox.EnhanceBody("bytes");
        body["output_format"] = format;
        using var response = await sandbox.PostAsync(TestSandbox.Enhance, body);
        byte[] image = ImageOf(JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
        string requestId = response.Headers.GetValues("X-Request-Id").Single();
        Assert.Contains(
            $"Synthetic, made by the Phota sandbox; seed 1; request {requestId}; index 0", Encoding.Latin1.GetString(image), StringComparison.Ordinal);
        Assert.Equal(64, ImageResult.FromMemory(image).Width);
    }

    [Fact]
    public async Task A_derived_image_looks_like_its_photo_and_a_stock_image_does_not()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        double derived = await DistanceAsync(sandbox);
        await sandbox.SwitchAsync("images", "stock");
        double stock = await DistanceAsync(sandbox);
        Assert.InRange(derived, 1, 30);
        Assert.True(stock > derived + 10, $"{stock} {derived}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(200)]
    [InlineData(3000)]
    public async Task A_photo_that_cannot_be_decoded_gets_a_stock_image(int length)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonObject body = TestSandbox.EnhanceBody("bytes");
        byte[] webP = [.. "RIFF\0\0\0\0WEBPVP8X\0\0\0\0"u8];
        body["image"] = Convert.ToBase64String(length == 0 ? webP : TestSandbox.Photo.AsSpan(0, length));
        ImageResult image = ImageResult.FromMemory(ImageOf(await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.OK)));
        Assert.Equal((64, 48), (image.Width, image.Height));
    }

    [Theory]
    [InlineData(64, 48)]
    [InlineData(1280, 960)]
    [InlineData(100, 333)]
    [InlineData(64, 1)]
    public void Scaling_keeps_an_even_colour_even(int width, int height)
    {
        var grey = new Pixels(640, 480, new byte[640 * 480 * 3]);
        grey.Rgb.AsSpan().Fill(128);
        Pixels scaled = grey.Fit(width, height);
        Assert.Equal((width, height, width * height * 3), (scaled.Width, scaled.Height, scaled.Rgb.Length));
        Assert.All(scaled.Rgb, value => Assert.Equal(128, value));
    }

    [Theory]
    [InlineData(37, 23)]
    [InlineData(300, 5)]
    public async Task A_png_has_the_pixels_of_its_photo_above_the_band(int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        new Random(1).NextBytes(rgb);
        byte[] png = OutputFormat.Png.Encode(new Pixels(width, height, rgb));
        Assert.Equal(rgb, Pixels.Decode(png)!.Rgb);

        var spec = new ImageSpec(new InputPhoto($"{width}", () => png), true, $"{width}", OutputFormat.Png, width, null, 1);
        Pixels made = Pixels.Decode(await ImageFactory.MakeAsync(spec, default))!;
        Assert.Equal((width, height), (made.Width, made.Height));
        int bandTop = Math.Max(0, height - StockImages.Band.Height);
        Assert.All(made.Rgb.Take(bandTop * width * 3).Zip(rgb), pair => Assert.InRange(pair.First - pair.Second, -30, 30));
        Assert.All(made.Rgb.Skip(bandTop * width * 3), value => Assert.True(value is <= 85 or 245));
    }

    [Fact]
    public void Sample_photos_differ()
    {
        byte[][] samples = [.. Enumerable.Range(1, StockImages.SampleCount).Select(StockImages.Sample)];
        Assert.Equal(samples.Length, samples.Select(Convert.ToBase64String).Distinct().Count());
        Assert.All(samples, sample => Assert.Equal((640, 480), Pixels.ReadSize(sample)));
    }

    [Fact]
    public void Images_beyond_the_memory_budget_are_kept_on_disk_unharmed()
    {
        using var store = new ImageStore(memoryBudget: 1000);
        OutputImage[] images = [.. Enumerable.Range(0, 5).Select(i => NewImage($"{i}", (byte)i))];
        foreach (OutputImage image in images)
            store.Add(image);
        Assert.All(images, image => Assert.Equal(image.ToArray(), store.Find(image.Name)!.Read()));
        Assert.Equal([false, true, true, true, true], images.Select(image => store.Find(image.Name)!.File is not null));
        string file = store.Find("4")!.File!;
        store.Dispose();
        Assert.False(File.Exists(file));
    }

    private static OutputImage NewImage(string name, byte fill)
    {
        byte[] bytes = new byte[600];
        bytes.AsSpan().Fill(fill);
        return new OutputImage(name, "image/png", bytes, "comment"u8.ToArray(), 10);
    }

    private static byte[] ImageOf(JsonNode result) => Convert.FromBase64String(result["images"]![0]!.GetValue<string>());

    private static async Task<double> DistanceAsync(TestSandbox sandbox)
    {
        Pixels made = Pixels.Decode(ImageOf(await sandbox.EnhanceAsync("bytes")))!;
        Pixels photo = Pixels.Decode(TestSandbox.Photo)!.Fit(made.Width, made.Height);
        int aboveBand = made.Width * 3 * (made.Height - StockImages.Band.Height);
        return Enumerable.Range(0, aboveBand).Average(i => Math.Abs(made.Rgb[i] - photo.Rgb[i]));
    }
}
