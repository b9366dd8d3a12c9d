namespace Phota;

internal sealed class RemotePhoto : ImageInput
{
    // What storage services add to a URL to sign it; it is another one each time.
    private static readonly HashSet<string> s_signatureParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "se", "sig", "sip", "ske", "skoid", "sks", "skt", "sktid", "skv", "sp", "spr", "sr", "st", "sv",
        "Expires", "Signature", "Key-Pair-Id", "Policy", "GoogleAccessId", "AWSAccessKeyId", "token",
    };

    private readonly string? _identity;

    public RemotePhoto(Uri uri, string source, string? identity = null, string? localPath = null) : base(source)
    {
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
            throw new PhotaException(PhotaErrorKind.Validation, $"'{uri}' is not an http or https URL.");
        Url = uri.AbsoluteUri;
        _identity = identity;
        LocalPath = localPath;
    }

    public string Url { get; }

    internal override string? LocalPath { get; }

    internal override string Identity(KnownPhotos? known) => _identity ?? $"url:{WithoutSignature(new Uri(Url))}";

    private static string WithoutSignature(Uri uri)
    {
        IEnumerable<string> query = uri.Query.TrimStart('?').Split(['&'], StringSplitOptions.RemoveEmptyEntries).Where(part => !IsSignature(part.Split('=')[0]));
        return $"{ShownSource.Of(uri)}?{string.Join("&", query)}";
    }

    private static bool IsSignature(string name) =>
        s_signatureParameters.Contains(name)
        || name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("X-Goog-", StringComparison.OrdinalIgnoreCase);
}
