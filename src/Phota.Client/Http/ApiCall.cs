namespace Phota;

/// <summary>One call of the API, repeatable: its body is made anew for each attempt.</summary>
internal sealed record ApiCall<T>(HttpMethod Method, string Path, Func<HttpResponseMessage, CancellationToken, Task<T>> Read)
{
    public RequestBody? Body { get; init; }

    /// <summary>Hears why the call is about to be sent again.</summary>
    public Action<Failure>? Repeating { get; init; }

    public Safety Safety { get; init; } = Safety.Repeatable;
}
