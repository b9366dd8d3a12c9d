namespace Phota;

/// <summary>One call: of the API by a path, or of a storage by a URL. It is sent once, in as many attempts as it takes.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Url">Relative to the API's endpoint, or absolute.</param>
/// <param name="Read">Reads a 2xx answer; called again for each attempt.</param>
internal sealed record ApiCall<T>(HttpMethod Method, Uri Url, Func<HttpResponseMessage, CancellationToken, Task<T>> Read)
{
    private const string Root = "/v1/phota/";

    public ApiCall(HttpMethod method, string path, Func<HttpResponseMessage, CancellationToken, Task<T>> read)
        : this(method, new Uri(path, UriKind.Relative), read)
    {
        Operation = path.StartsWith(Root, StringComparison.Ordinal) ? path.Substring(Root.Length) : path;
        Description = $"{method} {path}";
    }

    /// <summary>What is asked for, as the log names it: the path below the API's root, or <c>download</c>.</summary>
    public string Operation { get; init; } = "";

    /// <summary>What took too long, in the words of a timeout.</summary>
    public string Description { get; init; } = "";

    /// <summary>The photo that goes in or the file that comes out, if there is one.</summary>
    public string? Subject { get; init; }

    public RequestBody? Body { get; init; }

    /// <summary>Adds headers to the request of an attempt.</summary>
    public Action<HttpRequestMessage>? Prepare { get; init; }

    /// <summary>Puts the error of an answer into the words of the call.</summary>
    public Func<HttpResponseMessage, PhotaException, PhotaException>? Refuse { get; init; }

    public Idempotency Idempotency { get; init; } = Idempotency.Idempotent;

    /// <summary>Whether a 2xx answer that arrived whole and makes no sense may make sense when asked for again.</summary>
    public bool RetriesUnreadable { get; init; } = true;

    /// <summary>What is certain of the call by now; current also after a cancellation.</summary>
    public RequestProgress Progress { get; } = new();
}

/// <summary>What a repeat of a call may cost.</summary>
internal enum Idempotency
{
    /// <summary>Nothing: it reads, or it deletes what is deleted already.</summary>
    Idempotent,

    /// <summary>Nothing: the service knows the call by its client_request_id (<c>release-notes v0.7.0</c>).</summary>
    Keyed,

    /// <summary>Another charge, unless the service surely did not take the first.</summary>
    NonIdempotent,
}
