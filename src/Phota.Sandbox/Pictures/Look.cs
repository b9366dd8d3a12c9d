namespace Phota.Sandbox.Pictures;

/// <summary>The mild improvement that makes a result differ from its photo, per operation.</summary>
internal sealed record Look(double Contrast, double Saturation, int Warmth)
{
    public static Look Of(string operation) => operation switch
    {
        "edit" => new Look(1.06, 1.30, 0),
        "remix" => new Look(1.15, 0.70, 14),
        _ => new Look(1.10, 1.15, 6),
    };

    public void Apply(Raster raster)
    {
        byte[] red = Curve(Warmth), green = Curve(Warmth / 3), blue = Curve(-Warmth);
        int saturation = (int)(Saturation * 256);
        byte[] rgb = raster.Rgb;
        for (int i = 0; i < rgb.Length; i += 3)
        {
            int r = red[rgb[i]], g = green[rgb[i + 1]], b = blue[rgb[i + 2]];
            int grey = ((r * 77) + (g * 150) + (b * 29)) >> 8;
            rgb[i] = Clamp(grey + (((r - grey) * saturation) >> 8));
            rgb[i + 1] = Clamp(grey + (((g - grey) * saturation) >> 8));
            rgb[i + 2] = Clamp(grey + (((b - grey) * saturation) >> 8));
        }
    }

    private byte[] Curve(int shift) =>
        [.. Enumerable.Range(0, 256).Select(v => Clamp((int)(((v - 128) * Contrast) + 128) + shift))];

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
}
