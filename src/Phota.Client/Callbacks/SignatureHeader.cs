using System.Globalization;
using System.Text;

namespace Phota;

/// <summary>The value of <c>X-Phota-Signature</c>, taken apart: its form, what was signed before the body, and the signatures.</summary>
internal sealed record SignatureHeader(CallbackSignatureForm Form, string? Time, IReadOnlyList<byte[]> Signatures)
{
    private const int HashLength = 32;
    private const string Prefix = "sha256=";

    private static readonly SignatureHeader s_none = new(CallbackSignatureForm.None, null, []);

    public byte[] SignedBefore => Time is null ? [] : Encoding.UTF8.GetBytes(Time + ".");

    public DateTimeOffset? Timestamp =>
        long.TryParse(Time, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? UnixTime.Read(number) : null;

    public static SignatureHeader Parse(string? value)
    {
        string text = value?.Trim() ?? "";
        if (Timestamped(text) is { } timestamped) return timestamped;
        if (text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return FromHex(text.Substring(Prefix.Length)) is { } prefixed ? new(CallbackSignatureForm.PrefixedHex, null, [prefixed]) : s_none;
        if (FromHex(text) is { } hex) return new(CallbackSignatureForm.Hex, null, [hex]);
        return FromBase64(text) is { } base64 ? new(CallbackSignatureForm.Base64, null, [base64]) : s_none;
    }

    private static SignatureHeader? Timestamped(string text)
    {
        string[] parts = [.. text.Split(',').Select(part => part.Trim())];
        string? time = parts.FirstOrDefault(part => part.StartsWith("t=", StringComparison.Ordinal))?.Substring(2);
        byte[][] signatures =
        [
            .. parts.Where(part => part.StartsWith("v1=", StringComparison.Ordinal))
                .Select(part => FromHex(part.Substring(3))).OfType<byte[]>(),
        ];
        return time is { Length: > 0 } && signatures.Length > 0 ? new(CallbackSignatureForm.Timestamped, time, signatures) : null;
    }

    private static byte[]? FromHex(string text) =>
        text.Length == 2 * HashLength && text.All(Uri.IsHexDigit) ? Convert.FromHexString(text) : null;

    private static byte[]? FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text) is { Length: HashLength } hash ? hash : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
