using StbImageSharp;

namespace Phota.Sandbox.Pictures;

/// <summary>JPEG and PNG, turned the way that their metadata says.</summary>
internal static class PhotoDecoder
{
    private const long MostPixels = 64_000_000;

    public static Raster? Decode(byte[] bytes)
    {
        if (PhotoSize.Of(bytes) is not { } size || (long)size.Width * size.Height > MostPixels)
            return null;

        try
        {
            ImageResult image = ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue);
            return Orientation.Apply(Orientation.Of(bytes), new Raster(image.Width, image.Height, image.Data));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A decoder that is handed garbage fails in any way; the stock scene takes the photo's place.
            return null;
        }
    }
}
