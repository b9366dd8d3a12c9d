using System.Net;

namespace Phota;

/// <summary>One picture on its way from its address to disk, over as many attempts as it takes; what has arrived stays.</summary>
internal sealed class PictureTransfer(Uri address, OutputTarget target, int index, Func<RequestWatch> watching) : IDisposable
{
    private const int MostRedirects = 5;

    private AtomicImageFile? _file;
    private ResumeMark? _mark;

    public string Name => ShownSource.Of(address);

    public async Task<Attempt<SavedPicture>> TryAsync(int attempt, Deadline deadline)
    {
        using RequestWatch watch = watching();
        try
        {
            using HttpResponseMessage response = await GetAsync(deadline.Token).ConfigureAwait(false);
            watch.Answered(response);
            using CancellationTokenRegistration registration = deadline.Token.Register(response.Dispose);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && _mark is not null) return StartOver("The service has no such range");
            if (!response.IsSuccessStatusCode) return await FailAsync(response, deadline.Token).ConfigureAwait(false);
            if (!Accept(response)) return StartOver("The service sent another part than the missing one");
            await CopyAsync(response, deadline.Token).ConfigureAwait(false);
            return new() { Answer = new(_file!.Commit(index), null, attempt, deadline.Elapsed) };
        }
        catch (Exception e) when (NetworkFailure.IsNetwork(e) && !deadline.Token.IsCancellationRequested)
        {
            return NetworkFailure.ToAttempt<SavedPicture>(e, new Uri(address.GetLeftPart(UriPartial.Authority)), isSent: true);
        }
        catch (Exception e) when (e is not OperationCanceledException && deadline.Token.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, deadline.Token);
        }
    }

    public void Dispose() => _file?.Dispose();

    private async Task<HttpResponseMessage> GetAsync(CancellationToken cancellationToken)
    {
        Uri at = address;
        for (int redirects = 0; ; redirects++)
        {
            if (!Endpoint.IsAllowed(at))
                throw new PhotaException(PhotaErrorKind.Response, $"The download address {ShownSource.Of(at)} is not https, so it is not opened.");
            using HttpRequestMessage request = new(HttpMethod.Get, at);
            if (_file is { Length: > 0 }) _mark?.ApplyTo(request, _file.Length);
            HttpResponseMessage response = await SharedHttp.Client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            bool isRedirect = (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;
            if (!isRedirect || response.Headers.Location is not { } location || redirects == MostRedirects) return response;
            at = Endpoint.Redirected(at, location);
            response.Dispose();
        }
    }

    /// <summary>Puts the file where the answer begins; false when that is neither the beginning nor where we are.</summary>
    private bool Accept(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.PartialContent) return _mark is not null && _file is not null && _mark.IsRest(response, _file.Length);
        _file ??= new AtomicImageFile(target);
        _file.Restart();
        // Parts of a compressed answer are counted before they are unpacked.
        _mark = AnswerBody.Length(response) is null ? null : ResumeMark.Of(response);
        return true;
    }

    private Attempt<SavedPicture> StartOver(string why)
    {
        _file?.Restart();
        _mark = null;
        return new()
        {
            Failure = Failure.Broken,
            Error = new(PhotaErrorKind.Response, $"The picture at {Name} cannot be downloaded: {why}."),
        };
    }

    private async Task CopyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using Stream body = await AnswerBody.OpenAsync(response, cancellationToken).ConfigureAwait(false);
        await _file!.FillAsync(body, cancellationToken).ConfigureAwait(false);

        // Without a mark, what was announced is checked all the same.
        long? total = _mark?.Total ?? AnswerBody.Length(response);
        if (total is not null && total != _file.Length) throw new IOException($"{_file.Length} of {total} bytes arrived");
    }

    private async Task<Attempt<SavedPicture>> FailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        PhotaException answer = await ErrorReader.ReadAsync(response, key: null, cancellationToken).ConfigureAwait(false);
        bool isExpired = response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Gone or HttpStatusCode.NotFound;
        string why = isExpired ? $"HTTP {answer.StatusCode}, so its address may have expired; it works for 24 hours" : answer.Message;
        PhotaErrorKind kind = isExpired ? PhotaErrorKind.NotFound : answer.Kind;
        TimeSpan? retryAfter = RetryAfter.Of(response);
        return new()
        {
            Failure = RetryRule.Classify((int)response.StatusCode, retryAfter is not null),
            RetryAfter = retryAfter,
            Error = new(kind, $"The picture at {Name} cannot be downloaded: {why}.", answer)
            {
                StatusCode = answer.StatusCode,
            },
        };
    }
}
