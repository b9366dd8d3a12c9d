namespace Phota.Tests.Live.Matrix;

/// <summary>
/// One fault and what becomes of a request for two images that it strikes, the same for all four operations:
/// the result and what is left of an error, the requests that reached the service, and the charges.
/// Null where it has nothing to strike.
/// </summary>
internal sealed record FaultRow(string Name, string Action)
{
    public const string SelfSigned = "an endpoint with a self-signed certificate";
    public const string Closed = "an endpoint that does not listen";

    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public Stage Stage { get; init; } = Stage.Request;

    /// <summary>How often it strikes; -1 for ever.</summary>
    public int Times { get; init; } = 1;

    /// <summary>What the user allows; short where only that ends it.</summary>
    public TimeSpan Allowed { get; init; } = Minute;

    /// <summary>Whether how often the job is asked after depends on the time allowed.</summary>
    public bool AsksOnAndOn { get; init; }

    /// <summary>Whether the account or the job goes on suffering from it when it is over.</summary>
    public bool Lasts { get; init; }

    /// <summary>By default: as a job, whose images are downloaded.</summary>
    public string? Job { get; init; }

    /// <summary>On the direct path, with the images in the answer.</summary>
    public string? Bytes { get; init; }

    /// <summary>When a profile is trained, which is paid for.</summary>
    public string? Train { get; init; }

    /// <summary>When a profile's state, the list of profiles or the secret is asked for.</summary>
    public string? Ask { get; init; }

    /// <summary>When a profile is deleted.</summary>
    public string? Delete { get; init; }

    /// <summary>When a profile's image is saved.</summary>
    public string? Image { get; init; }

    /// <summary>What costs nothing and may be sent again.</summary>
    public string Free { init => Ask = Delete = Image = value; }

    /// <summary>On both paths.</summary>
    public string Any { init => Job = Bytes = value; }
}
