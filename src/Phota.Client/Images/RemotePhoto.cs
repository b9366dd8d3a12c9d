namespace Phota;

internal sealed class RemotePhoto : ImageInput
{
    public RemotePhoto(Uri uri, string source) : base(source)
    {
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
            throw new PhotaException(PhotaErrorKind.Validation, $"'{uri}' is not an http or https address.");
        Address = uri.AbsoluteUri;
    }

    public string Address { get; }

    /// <summary>The query may be a signature, which is as good as the picture.</summary>
    public string AddressWithoutQuery => ShownSource.Of(new Uri(Address));
}
