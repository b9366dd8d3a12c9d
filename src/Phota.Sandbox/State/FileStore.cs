using Microsoft.AspNetCore.WebUtilities;

namespace Phota.Sandbox.State;

internal enum LinkState { Valid, Forged, Expired }

/// <summary>What is behind the sandbox's own URLs: results, by signed links that expire on its clock, and sample photos.</summary>
internal sealed class FileStore(SandboxState state)
{
    public const string Prefix = "/files/";

    private readonly byte[] _key = state.Ids.Key("download links");

    public string Sign(string name)
    {
        TimeSpan life = state.Switches.Seconds("url_life_seconds");
        string expires = (state.Clock.Now + life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new Uri(state.BaseUri, $"{Prefix}{name}?expires={expires}&signature={Signature(name, expires)}").AbsoluteUri;
    }

    public LinkState Check(string name, string? expires, string? signature)
    {
        if (!CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Signature(name, expires ?? "")), Encoding.ASCII.GetBytes(signature ?? "")))
            return LinkState.Forged;

        long until = long.Parse(expires!, CultureInfo.InvariantCulture);
        return state.Clock.Now.ToUnixTimeSeconds() < until ? LinkState.Valid : LinkState.Expired;
    }

    /// <summary>Finds the photo behind a URL; <c>null</c> when the URL is ours and leads nowhere.</summary>
    public InputPhoto? Find(string url)
    {
        var uri = new Uri(url);
        if (uri.Authority != state.BaseUri.Authority)
            return new InputPhoto(url, () => []);
        if (StockImages.TryParse(uri.AbsolutePath, out int number))
            return new InputPhoto($"sample {number}", () => StockImages.Sample(number));
        if (!uri.AbsolutePath.StartsWith(Prefix, StringComparison.Ordinal))
            return null;

        string name = uri.AbsolutePath[Prefix.Length..];
        var query = QueryHelpers.ParseQuery(uri.Query);
        bool isValid = Check(name, query.GetValueOrDefault("expires"), query.GetValueOrDefault("signature")) == LinkState.Valid;
        return isValid && state.Images.Find(name) is { } image ? new InputPhoto(name, image.Read) : null;
    }

    private string Signature(string name, string expires) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name}\n{expires}")));
}
