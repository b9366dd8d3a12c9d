namespace Phota.Parity;

/// <summary>Who asks, what it may cost, and how long it may take.</summary>
/// <param name="Key">The account's key.</param>
/// <param name="Photo">The photo that is enhanced.</param>
public sealed record ParityOptions(ApiKey Key, string Photo)
{
    public Uri BaseUri { get; init; } = Endpoint.Default;

    public decimal MaxCost { get; init; } = 2;

    /// <summary>Where the service sends a callback; without it no callback is asked for.</summary>
    public Uri? CallbackUri { get; init; }

    /// <summary>Where the callback arrives on this machine, for example behind a tunnel; a prefix of <see cref="System.Net.HttpListener"/>.</summary>
    public Uri? ListenOn { get; init; }

    /// <summary>Public URLs of 5 to 10 photos of one subject; without them no profile is trained.</summary>
    public IReadOnlyList<Uri> TrainingUri { get; init; } = [];

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(600);

    public TimeSpan JobTimeout { get; init; } = TimeSpan.FromMinutes(20);

    public TimeSpan TrainingTimeout { get; init; } = TimeSpan.FromMinutes(40);

    public TimeSpan TrainingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after its job a callback may come.</summary>
    public TimeSpan CallbackWait { get; init; } = TimeSpan.FromSeconds(30);
}
