using System.Text;
using System.Text.Json.Nodes;
using Phota.Sandbox.Pictures;
using Phota.Sandbox.Tests.Support;
using StbImageSharp;

namespace Phota.Sandbox.Tests.Pictures;

public sealed class PictureTests
{
    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    public async Task A_picture_says_what_it_is(string format)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonObject body = TestSandbox.EnhanceBody("bytes");
        body["output_format"] = format;
        using var response = await sandbox.PostAsync(TestSandbox.Enhance, body);
        JsonNode result = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        byte[] picture = Convert.FromBase64String(result["images"]![0]!.GetValue<string>());
        string requestId = response.Headers.GetValues("X-Request-Id").Single();
        Assert.Contains(
            $"Synthetic, made by the Phota sandbox; seed 1; request {requestId}; index 0", Encoding.Latin1.GetString(picture), StringComparison.Ordinal);
        Assert.Equal(64, ImageResult.FromMemory(picture).Width);
    }

    [Fact]
    public async Task A_derived_picture_looks_like_its_photo_and_a_stock_picture_does_not()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        double derived = await DistanceAsync(sandbox);
        await sandbox.SwitchAsync("pictures", "stock");
        double stock = await DistanceAsync(sandbox);
        Assert.InRange(derived, 1, 30);
        Assert.True(stock > derived + 10, $"{stock} {derived}");
    }

    [Theory]
    [InlineData(64, 48)]
    [InlineData(1280, 960)]
    [InlineData(100, 333)]
    public void Scaling_keeps_an_even_colour_even(int width, int height)
    {
        var grey = new Raster(640, 480);
        grey.Rgb.AsSpan().Fill(128);
        Raster scaled = Scaling.To(grey, width, height);
        Assert.Equal((width, height), (scaled.Width, scaled.Height));
        Assert.Equal(width * height * 3, scaled.Rgb.Length);
        Assert.All(scaled.Rgb, value => Assert.Equal(128, value));
    }

    [Fact]
    public void A_png_comes_back_as_it_was_drawn()
    {
        Raster scene = Scene.Draw(37, 23, seed: 4);
        ImageResult read = ImageResult.FromMemory(PngWriter.Write(scene), ColorComponents.RedGreenBlue);
        Assert.Equal((37, 23), (read.Width, read.Height));
        Assert.Equal(scene.Rgb, read.Data);
    }

    [Fact]
    public void The_stamp_is_readable_and_stays_at_the_foot()
    {
        var grey = new Raster(64, 48);
        grey.Rgb.AsSpan().Fill(90);
        Stamp.Apply(grey);
        var seen = new StringBuilder();
        for (int y = 37; y < 48; y++)
        {
            for (int x = 0; x < 14; x++)
                seen.Append(grey.Row(y)[3 * x] == 245 ? '#' : '.');
            seen.Append('\n');
        }

        Assert.Equal(
            """
            ..............
            ..............
            ...####..###..
            ..#.....#...#.
            ..#.....#...#.
            ...###..#####.
            ......#.#...#.
            ......#.#...#.
            ..####..#...#.
            ..............
            ..............

            """, seen.ToString());
        Assert.All(grey.Row(36).ToArray(), value => Assert.Equal(90, value));
    }

    [Fact]
    public void Pictures_beyond_the_memory_budget_are_kept_on_disk_unharmed()
    {
        using var shelf = new PictureShelf(memoryBudget: 1000);
        Picture[] pictures = [.. Enumerable.Range(0, 5).Select(i => NewPicture($"{i}", (byte)i))];
        shelf.Keep(pictures);
        Assert.All(pictures, p => Assert.Equal(p.ToArray(), shelf.Find(p.Name)!.Read()));
        Assert.Equal([false, true, true, true, true], pictures.Select(p => shelf.Find(p.Name)!.File is not null));
        string file = shelf.Find("4")!.File!;
        shelf.Dispose();
        Assert.False(File.Exists(file));
    }

    private static Picture NewPicture(string name, byte fill)
    {
        byte[] bytes = new byte[600];
        bytes.AsSpan().Fill(fill);
        return new Picture(name, "image/png", new Rendering(bytes), "mark"u8.ToArray(), 10);
    }

    private static async Task<double> DistanceAsync(TestSandbox sandbox)
    {
        JsonNode result = await sandbox.EnhanceAsync("bytes");
        ImageResult made = ImageResult.FromMemory(
            Convert.FromBase64String(result["images"]![0]!.GetValue<string>()), ColorComponents.RedGreenBlue);
        ImageResult photo = ImageResult.FromMemory(TestSandbox.Photo, ColorComponents.RedGreenBlue);
        Raster small = Scaling.To(new Raster(photo.Width, photo.Height, photo.Data), made.Width, made.Height);
        int aboveStamp = made.Width * 3 * (made.Height - 11);
        return Enumerable.Range(0, aboveStamp).Average(i => Math.Abs(made.Data[i] - small.Rgb[i]));
    }
}
