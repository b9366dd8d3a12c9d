namespace Phota.Parity;

/// <summary>A request as it left, and what came back; not yet fit to be shown.</summary>
internal sealed record Exchange(int Number, string Question, string Method, Uri Url, byte[]? RequestBody)
{
    public int? Status { get; set; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; set; } = [];

    public byte[] Body { get; set; } = [];

    public string? Failure { get; set; }

    public string? MediaType => Headers.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>
/// Stands below all handlers of the client, so it sees what goes over the wire. No request that may cost anything passes
/// without a grant.
/// </summary>
internal sealed class Recorder(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxBytes = 64 * 1024 * 1024;

    private static readonly HashSet<string> s_paid = new(["edit", "generate", "enhance", "remix", "profiles/add"], StringComparer.Ordinal);

    private readonly object _lock = new();
    private readonly List<Exchange> _exchanges = [];
    private int _grants;

    public string Question { get; set; } = "";

    public IReadOnlyList<Exchange> Exchanges
    {
        get
        {
            lock (_lock) return [.. _exchanges];
        }
    }

    public void Grant() => Interlocked.Increment(ref _grants);

    public void Revoke() => Interlocked.Exchange(ref _grants, 0);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsPaid(request) && Interlocked.Decrement(ref _grants) < 0)
            throw new InvalidOperationException($"{request.Method} {request.RequestUri!.AbsolutePath} may cost something, and nothing was set aside for it.");
        byte[]? sent = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        Exchange exchange;
        lock (_lock)
        {
            exchange = new(_exchanges.Count + 1, Question, request.Method.Method, request.RequestUri!, sent);
            _exchanges.Add(exchange);
        }

        try
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            exchange.Status = (int)response.StatusCode;
            exchange.Headers =
            [
                .. response.Headers.Concat(response.Content.Headers)
                    .Select(header => KeyValuePair.Create(header.Key, string.Join(", ", header.Value))),
            ];
            exchange.Body = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
            ByteArrayContent content = new(exchange.Body);
            foreach (KeyValuePair<string, IEnumerable<string>> header in response.Content.Headers)
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            response.Content = content;
            return response;
        }
        catch (Exception e)
        {
            exchange.Failure = e.GetBaseException().Message;
            throw;
        }
    }

    private static bool IsPaid(HttpRequestMessage request) =>
        request.Method == HttpMethod.Post && s_paid.Contains(request.RequestUri!.AbsolutePath.Replace("/v1/phota/", "", StringComparison.Ordinal));

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using MemoryStream whole = new();
        byte[] block = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0)
        {
            whole.Write(block, 0, read);
            if (whole.Length > MaxBytes) throw new IOException("The answer is larger than any that the contract allows.");
        }

        return whole.ToArray();
    }
}
