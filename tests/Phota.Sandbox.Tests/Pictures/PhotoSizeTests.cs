using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using Phota.Sandbox.Pictures;
using Phota.Sandbox.Tests.Support;
using StbImageSharp;

namespace Phota.Sandbox.Tests.Pictures;

public sealed class PhotoSizeTests
{
    [Fact]
    public void Each_format_tells_its_size()
    {
        byte[] lossy = WebP("VP8 ", [0, 0, 0, 0x9D, 0x01, 0x2A, .. Little16(300), .. Little16(200)]);
        byte[] lossless = WebP("VP8L", [0x2F, .. Little32((300 - 1) | ((200 - 1) << 14)), 0, 0, 0, 0, 0]);
        byte[] extended = WebP("VP8X", [0, 0, 0, 0, .. Little32(300 - 1)[..3], .. Little32(200 - 1)[..3]]);
        byte[] heic = [.. "\0\0\0\u0018ftypheic\0\0\0\0heicmif1"u8, .. Ispe(160, 120), .. Ispe(300, 200), .. Ispe(64, 64)];
        byte[] turned = [.. heic, .. "\0\0\0\u0009irot"u8, 1];
        Assert.Equal((300, 200), PhotoSize.Of(lossy));
        Assert.Equal((300, 200), PhotoSize.Of(lossless));
        Assert.Equal((300, 200), PhotoSize.Of(extended));
        Assert.Equal((300, 200), PhotoSize.Of(heic));
        Assert.Equal((200, 300), PhotoSize.Of(turned));
        Assert.Equal((30, 20), PhotoSize.Of(PictureFormat.Jpg.Write(new Raster(30, 20))));
        Assert.Equal((30, 20), PhotoSize.Of(PictureFormat.Png.Write(new Raster(30, 20))));
        Assert.Null(PhotoSize.Of("no picture at all"u8));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_jpeg_that_lies_on_its_side_is_turned_upright(bool isLittleEndian)
    {
        byte[] photo = Sideways(isLittleEndian);
        Assert.Equal((20, 30), PhotoSize.Of(photo));
        Raster upright = PhotoDecoder.Decode(photo)!;
        Assert.Equal((20, 30), (upright.Width, upright.Height));
    }

    [Theory]
    [InlineData(1, "ab/cd")]
    [InlineData(2, "ba/dc")]
    [InlineData(3, "dc/ba")]
    [InlineData(4, "cd/ab")]
    [InlineData(5, "ac/bd")]
    [InlineData(6, "ca/db")]
    [InlineData(7, "db/ca")]
    [InlineData(8, "bd/ac")]
    public void Each_orientation_turns_the_pixels(int orientation, string expected)
    {
        byte[] pixels = [.. "abcd"u8.ToArray().SelectMany(c => new[] { c, c, c })];
        Raster turned = Orientation.Apply(orientation, new Raster(2, 2, pixels));
        string text = new([.. turned.Rgb.Where((_, i) => i % 3 == 0).Select(b => (char)b)]);
        Assert.Equal(expected, text[..2] + "/" + text[2..]);
    }

    [Fact]
    public async Task A_photo_that_cannot_be_decoded_is_still_followed_in_its_proportions()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonObject body = TestSandbox.EnhanceBody("bytes");
        body["image"] = Convert.ToBase64String(WebP("VP8X", [0, 0, 0, 0, .. Little32(99)[..3], .. Little32(199)[..3]]));
        JsonNode result = await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.OK);
        ImageResult made = ImageResult.FromMemory(Convert.FromBase64String(result["images"]![0]!.GetValue<string>()));
        Assert.Equal((32, 64), (made.Width, made.Height));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    [InlineData(3000)]
    public async Task A_damaged_photo_gets_a_stock_scene(int length)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonObject body = TestSandbox.EnhanceBody();
        body["image"] = Convert.ToBase64String(TestSandbox.Photo.AsSpan(0, length));
        JsonNode result = await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.OK);
        Assert.NotEmpty(await sandbox.Keyless.GetByteArrayAsync(result["download_urls"]![0]!.GetValue<string>()));
    }

    private static byte[] Sideways(bool isLittleEndian)
    {
        byte[] tiff = isLittleEndian
            ? [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]
            : [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0];
        byte[] jpeg = PictureFormat.Jpg.Write(new Raster(30, 20));
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(2 + 6 + tiff.Length), .. "Exif\0\0"u8, .. tiff, .. jpeg[2..]];
    }

    private static byte[] WebP(string chunk, byte[] data) =>
        [.. "RIFF\0\0\0\0WEBP"u8, .. System.Text.Encoding.ASCII.GetBytes(chunk), .. Little32(data.Length), .. data];

    private static byte[] Ispe(int width, int height)
    {
        byte[] box = [.. "\0\0\0\u0014ispe"u8, .. new byte[12]];
        BinaryPrimitives.WriteInt32BigEndian(box.AsSpan(12), width);
        BinaryPrimitives.WriteInt32BigEndian(box.AsSpan(16), height);
        return box;
    }

    private static byte[] Little16(short value) => BitConverter.GetBytes(value);

    private static byte[] Little32(int value) => BitConverter.GetBytes(value);
}
