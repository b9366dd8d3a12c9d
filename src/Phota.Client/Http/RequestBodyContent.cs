using System.Net;
using System.Net.Http.Headers;

namespace Phota;

/// <summary>Sends a request body piece by piece, with its whole length announced.</summary>
internal sealed class RequestBodyContent : HttpContent
{
    private readonly RequestBody _body;
    private readonly CancellationToken _cancellationToken;

    public RequestBodyContent(RequestBody body, CancellationToken cancellationToken)
    {
        _body = body;
        _cancellationToken = cancellationToken;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>The error that stopped the upload from our side; the HTTP stack wraps it beyond recognition.</summary>
    public PhotaException? InputError { get; private set; }

    /// <summary>Whether the last byte was handed to the connection; until then the service has no request to accept.</summary>
    public bool IsSentWhole { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
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
