namespace Phota;

/// <summary>One call of the API, repeatable: its body is made anew for each attempt.</summary>
internal sealed record ApiCall<T>(HttpMethod Method, string Path, Func<HttpResponseMessage, CancellationToken, Task<T>> Read)
{
    private const string Root = "/v1/phota/";

    /// <summary>What is asked for, in short: the path below the API's root.</summary>
    public string Operation => Path.StartsWith(Root, StringComparison.Ordinal) ? Path.Substring(Root.Length) : Path;

    /// <summary>The photo that goes in, if one does.</summary>
    public string? Subject { get; init; }

    public RequestBody? Body { get; init; }

    /// <summary>Hears why the call is about to be sent again.</summary>
    public Action<Failure>? Repeating { get; init; }

    public Safety Safety { get; init; } = Safety.Repeatable;
}
