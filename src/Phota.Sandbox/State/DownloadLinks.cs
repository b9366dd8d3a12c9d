using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Phota.Sandbox.State;

internal enum LinkState
{
    Valid,
    Forged,
    Expired,
}

/// <summary>Signed download URLs that need no key and expire on the sandbox clock.</summary>
internal sealed class DownloadLinks(World world)
{
    public const string Prefix = "/files/";

    private readonly byte[] _key = world.Ids.Key("download links");

    public string Sign(string name)
    {
        TimeSpan life = world.Switches.Seconds(SwitchTable.UrlLifeSeconds);
        string expires = (world.Clock.Now + life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new Uri(world.BaseUri, $"{Prefix}{name}?expires={expires}&signature={Signature(name, expires)}").AbsoluteUri;
    }

    public LinkState Check(string name, string? expires, string? signature)
    {
        if (!CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Signature(name, expires ?? "")), Encoding.ASCII.GetBytes(signature ?? "")))
            return LinkState.Forged;

        long until = long.Parse(expires!, CultureInfo.InvariantCulture);
        return world.Clock.Now.ToUnixTimeSeconds() < until ? LinkState.Valid : LinkState.Expired;
    }

    /// <summary>Whether a URL is one of ours, and the name and state of the file that it points to.</summary>
    public bool TryParse(Uri url, out string name, out LinkState state)
    {
        (name, state) = ("", LinkState.Forged);
        if (url.Authority != world.BaseUri.Authority || !url.AbsolutePath.StartsWith(Prefix, StringComparison.Ordinal))
            return false;

        name = url.AbsolutePath[Prefix.Length..];
        var query = QueryHelpers.ParseQuery(url.Query);
        state = Check(name, query.GetValueOrDefault("expires"), query.GetValueOrDefault("signature"));
        return true;
    }

    private string Signature(string name, string expires) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name}\n{expires}")));
}
