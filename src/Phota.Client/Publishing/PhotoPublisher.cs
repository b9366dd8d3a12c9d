using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Phota;

/// <summary>
/// Puts photos where the service can fetch them, for it takes no files to train a profile with: into an Azure Blob container by
/// its shared access signature, or onto any server that takes PUT. A photo's name there is its SHA-256.
/// </summary>
public sealed class PhotoPublisher
{
    private static readonly Regex s_ownName = new("^[0-9a-f]{64}\\.(jpg|png|webp|heic)$", RegexOptions.CultureInvariant);

    private readonly Transport _transport;

    /// <summary>Creates a publisher; nothing is sent yet.</summary>
    /// <param name="onRetry">Hears of every failed attempt that is about to be repeated; called from any thread.</param>
    /// <param name="onRequest">Hears of every attempt that is over; called from any thread.</param>
    public PhotoPublisher(Action<PhotaException>? onRetry = null, Action<FinishedRequest>? onRequest = null)
        : this(TimeProvider.System, onRetry, onRequest)
    {
    }

    internal PhotoPublisher(TimeProvider time, Action<PhotaException>? onRetry, Action<FinishedRequest>? onRequest) =>
        _transport = new Transport(HttpPipeline.ForDownloads(primary: null, time, onRequest), url => Account.ForDownloads(url, time).Gate, time, onRetry);

    /// <summary>The name of a photo: by its content, so that what lies there already is recognized.</summary>
    /// <param name="photo">A photo from a file.</param>
    /// <exception cref="PhotaException">Kind InputFile: it cannot be read.</exception>
    public static string NameOf(ImageInput photo)
    {
        LocalPhoto file = Local(photo);
        string extension = file.Format switch { ImageFormat.Jpeg => "jpg", ImageFormat.Png => "png", ImageFormat.WebP => "webp", _ => "heic" };
        return $"{file.Identity().Substring("sha256:".Length)}.{extension}";
    }

    /// <summary>Checks that a container can be published to.</summary>
    /// <param name="container">The container's URL, with the signature in its query if it needs one.</param>
    /// <exception cref="PhotaException">Kind Validation: it cannot.</exception>
    public static void RequireContainer(Uri container)
    {
        if (!Endpoint.IsAllowed(container)) throw Refused($"'{Shown(container)}' is refused: photos are published by https, or by http to this machine.");
        if (container.UserInfo.Length > 0) throw Refused($"The URL of {Shown(container)} has a user name in it, which the service would need as well.");
    }

    /// <summary>Checks that the service has a chance to fetch a photo: a name or address of the local network has none.</summary>
    /// <param name="url">The URL of a photo or container.</param>
    /// <param name="endpoint">The service; one on this machine reaches all that this machine does.</param>
    /// <exception cref="PhotaException">Kind Validation: it has none.</exception>
    public static void RequireReachable(Uri url, Uri endpoint)
    {
        if (!endpoint.IsLoopback && IsLocal(url)) throw Refused($"Photos at {url.Host} cannot be fetched from outside: it is a name or address of this machine or its network.");
    }

    /// <summary>Whether a URL has a name that <see cref="PublishAsync"/> gives.</summary>
    /// <param name="url">The URL.</param>
    public static bool IsPublished(Uri url) => url.IsAbsoluteUri && s_ownName.IsMatch(ShownSource.Name(url.AbsoluteUri));

    /// <summary>Publishes a photo; one that lies there already is not uploaded again.</summary>
    /// <param name="photo">A photo from a file.</param>
    /// <param name="container">The container's URL, with the signature in its query if it needs one.</param>
    /// <param name="timeout">How long it may take, retries included.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PhotaException">It cannot be written there, or could not be read by the service.</exception>
    public async Task<PublishedPhoto> PublishAsync(ImageInput photo, Uri container, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        RequireContainer(container);
        LocalPhoto file = Local(photo);
        Uri url = UrlFor(container, NameOf(photo));
        PublishedPhoto published = new(file.Source, url) { Length = file.Length };
        if (await IsThereAsync(file, url, timeout, cancellationToken).ConfigureAwait(false)) return published;
        ApiCall<bool> upload = new(HttpMethod.Put, url, (_, _) => Task.FromResult(true))
        {
            Operation = "publish",
            Description = $"The upload of '{file.Source}'",
            Subject = file.Source,
            Prepare = request => Fill(request, file),
            Refuse = (response, _) => Failed(response, url, "cannot be written"),
        };
        await _transport.SendAsync(upload, timeout, cancellationToken).ConfigureAwait(false);
        return published with { IsNew = true };
    }

    /// <summary>Removes a published photo.</summary>
    /// <param name="url">Its URL.</param>
    /// <param name="timeout">How long it may take, retries included.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="PhotaException">Kind Validation: it was not published by this class. Otherwise: it cannot be removed.</exception>
    public async Task<bool> RemoveAsync(Uri url, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (!IsPublished(url)) throw Refused($"{Shown(url)} is not removed: only photos are that were published under their SHA-256.");
        RequireContainer(url);
        ApiCall<bool> removal = new(HttpMethod.Delete, url, (_, _) => Task.FromResult(true))
        {
            Operation = "unpublish",
            Description = $"The removal of {Shown(url)}",
            Subject = Shown(url),
            Refuse = (response, _) => Failed(response, url, "cannot be removed"),
        };
        ApiResult<bool> result = await _transport.TrySendAsync(removal, timeout, cancellationToken).ConfigureAwait(false);
        if (result.Error is { } error && error.StatusCode is not (404 or 410)) throw error;
        return result.Error is null;
    }

    // Asked for with the signature that the service gets, so that what it could not read is known before it is uploaded.
    private async Task<bool> IsThereAsync(LocalPhoto file, Uri url, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ApiCall<bool> look = new(HttpMethod.Head, url, (response, _) => Task.FromResult(response.Content.Headers.ContentLength == file.Length))
        {
            Operation = "publish",
            Description = $"The request for {Shown(url)}",
            Subject = file.Source,
            Refuse = (response, _) => Failed(response, url, "cannot be read, so the service could not fetch it"),
        };
        ApiResult<bool> result = await _transport.TrySendAsync(look, timeout, cancellationToken).ConfigureAwait(false);
        if (result.Error is not { } error) return result.Value;

        // 405 and 501: a server that does not tell.
        return error.StatusCode is 404 or 405 or 410 or 501 ? false : throw error;
    }

    private static void Fill(HttpRequestMessage request, LocalPhoto file)
    {
        request.Content = new StreamContent(file.OpenUnchanged());
        request.Content.Headers.ContentLength = file.Length;
        request.Content.Headers.ContentType = new MediaTypeHeaderValue($"image/{file.Format.ToString().ToLowerInvariant()}");

        // Azure refuses a PUT without it; others pass over it.
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
    }

    // What a storage says in words may quote the signature that it refuses.
    private static PhotaException Failed(HttpResponseMessage response, Uri url, string what)
    {
        int status = (int)response.StatusCode;
        string? code = response.Headers.TryGetValues("x-ms-error-code", out IEnumerable<string>? codes) ? codes.First() : null;
        string reason = code is not null && code.All(char.IsLetterOrDigit) ? $"HTTP {status}, {code}" : $"HTTP {status.ToString(CultureInfo.InvariantCulture)}";
        return new PhotaException(status >= 500 ? PhotaErrorKind.Service : PhotaErrorKind.OutputFile, $"{Shown(url)} {what} ({reason}).")
        {
            StatusCode = status,
            Remedy = status >= 500 ? PhotaRemedy.None : PhotaRemedy.CheckContainer,
        };
    }

    private static Uri UrlFor(Uri container, string name) =>
        new($"{container.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{name}{container.Query}");

    private static LocalPhoto Local(ImageInput photo) =>
        photo as LocalPhoto ?? throw Refused($"'{Shown(photo.Source)}' is no file, so it is not published.");

    private static bool IsLocal(Uri url)
    {
        if (url.IsLoopback) return true;
        if (!IPAddress.TryParse(url.DnsSafeHost, out IPAddress? address))
            return !url.Host.Contains('.') || url.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase);
        byte[] bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? address.IsIPv6LinkLocal || (bytes[0] & 0xFE) == 0xFC
            : bytes is [10, ..] or [192, 168, ..] or [169, 254, ..] or [172, >= 16 and < 32, ..];
    }

    private static string Shown(Uri url) => url.IsAbsoluteUri ? ShownSource.Of(url) : Shown(url.OriginalString);

    private static string Shown(string source) => ShownSource.Of(source);

    private static PhotaException Refused(string why) => new(PhotaErrorKind.Validation, why) { IsFatal = true };
}
