using System.Net;
using System.Net.Http.Headers;

namespace Phota;

/// <summary>The request of one attempt, with what the handlers need to know of it.</summary>
internal sealed class ApiRequestMessage(HttpMethod method, Uri url, Deadline deadline, RequestProgress progress) : HttpRequestMessage(method, url)
{
    public required string Operation { get; init; }

    public required string? Subject { get; init; }

    public Deadline Deadline => deadline;

    public RequestProgress Progress => progress;

    /// <summary>After a throttled answer: how long the rate limiter holds the next attempt back.</summary>
    public TimeSpan PausedFor { get; set; }
}

/// <summary>Sends a request body piece by piece, with its whole length announced.</summary>
internal sealed class RequestBodyContent : HttpContent
{
    private readonly RequestBody _body;
    private readonly RequestProgress _progress;
    private readonly CancellationToken _cancellationToken;

    public RequestBodyContent(RequestBody body, RequestProgress progress, CancellationToken cancellationToken)
    {
        _body = body;
        _progress = progress;
        _cancellationToken = cancellationToken;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>The error that stopped the upload from our side; the HTTP stack wraps it beyond recognition.</summary>
    public PhotaException? InputError { get; private set; }

    /// <summary>Whether the last byte was handed to the connection; until then the service has no request to take.</summary>
    public bool IsSentWhole { get; private set; }

    // Called when there is a connection, and not before.
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _progress.Send();
        try
        {
            foreach (BodyPiece piece in _body.Pieces)
                await piece.WriteToAsync(stream, _cancellationToken).ConfigureAwait(false);
            IsSentWhole = true;
        }
        catch (PhotaException e)
        {
            InputError = e;
            throw;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
