using System.Net;
using System.Net.Http.Headers;

namespace Phota;

/// <summary>One image on its way from its URL to disk, over as many attempts as it takes; what has arrived stays.</summary>
internal sealed class ImageTransfer(Uri url, OutputTarget target, int index) : IDisposable
{
    private PictureFile? _file;

    // What is known of the image since its download began: how long it is, and the tag of just this version of it.
    private (long Total, EntityTagHeaderValue? Tag)? _version;

    public ApiCall<SavedPicture> ToCall(string path) => new(HttpMethod.Get, url, ReadAsync)
    {
        Operation = "download",
        Description = $"The download of {ShownSource.Of(url)}",
        Subject = path,
        Prepare = AskForRest,
        Refuse = Refuse,
        RetriesUnreadable = false,
    };

    public void Dispose() => _file?.Dispose();

    /// <summary>Asks for what is missing; if the image is another by now, for all of it.</summary>
    private void AskForRest(HttpRequestMessage request)
    {
        if (_file is not { Length: > 0 } || _version is not { } version) return;
        request.Headers.Range = new(_file.Length, null);
        if (version.Tag is not null) request.Headers.IfRange = new(version.Tag);
    }

    private async Task<SavedPicture> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            _file ??= new PictureFile(target);
            _file.Restart();
            _version = Version(response);
        }
        else if (!IsRest(response))
        {
            StartOver();
            throw new IOException("The service sent another part than the missing one");
        }

        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await _file!.FillAsync(body, cancellationToken).ConfigureAwait(false);

        // Without a version, what was announced is checked all the same.
        long? total = _version?.Total ?? response.Content.Headers.ContentLength;
        if (total is not null && total != _file.Length) throw new IOException($"{_file.Length} of {total} bytes arrived");
        return _file.Commit(index);
    }

    /// <summary>Null where the server cannot be asked for the rest, because it does not say how much there is in all.</summary>
    private static (long Total, EntityTagHeaderValue? Tag)? Version(HttpResponseMessage response)
    {
        bool refusesRanges = response.Headers.AcceptRanges.Contains("none");
        if (refusesRanges || response.Content.Headers.ContentLength is not { } total) return null;
        EntityTagHeaderValue? tag = response.Headers.ETag;
        return (total, tag is { IsWeak: false } ? tag : null);
    }

    /// <summary>Whether an answer is the rest of the same image, from where we are to its end.</summary>
    private bool IsRest(HttpResponseMessage response) =>
        _version is { Total: var total } && _file is not null
        && response.Content.Headers.ContentRange is { Unit: "bytes" } range
        && range.From == _file.Length && range.To == total - 1 && range.Length == total;

    private void StartOver()
    {
        _file?.Restart();
        _version = null;
    }

    private PhotaException Refuse(HttpResponseMessage response, PhotaException answer)
    {
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) StartOver();
        bool isExpired = response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Gone or HttpStatusCode.NotFound;
        string why = isExpired ? $"HTTP {answer.StatusCode}, so its URL may have expired; it works for 24 hours" : answer.Message;
        return new(isExpired ? PhotaErrorKind.NotFound : answer.Kind, $"The image at {ShownSource.Of(url)} cannot be downloaded: {why}.", answer)
        {
            StatusCode = answer.StatusCode,
        };
    }
}
