using System.Text.Json.Serialization;
using Phota.Sandbox.Http;

namespace Phota.Sandbox.Faults;

/// <summary>Which requests a fault strikes. What is <c>null</c> matches everything.</summary>
internal sealed record FaultMatch(
    string? Method = null, string? Path = null, string? ContainsSha256 = null, string? SourceUrlContains = null)
{
    [JsonIgnore]
    public bool NeedsBody => ContainsSha256 is not null || SourceUrlContains is not null;

    public bool MatchesHead(string method, string path) =>
        (Method is null || Method.Equals(method, StringComparison.OrdinalIgnoreCase))
        && (Path is null || Glob.Matches(Path, path));

    public bool MatchesBody(IEnumerable<SentImage> images) =>
        !NeedsBody
        || images.Any(i => (ContainsSha256 is not null && i.Sha256 == ContainsSha256)
            || (SourceUrlContains is not null && i.Url?.Contains(SourceUrlContains, StringComparison.Ordinal) == true));
}

/// <param name="Skip">So many matching requests are let through first.</param>
/// <param name="Times">So many are struck; -1 for all.</param>
/// <param name="Probability">Of each strike, drawn from the seed.</param>
internal sealed record Fault(
    FaultAction Action, FaultMatch? Match = null, int Skip = 0, int Times = 1, double Probability = 1.0)
{
    /// <summary>As far as the head of a request can tell.</summary>
    public bool Strikes(string method, string path) =>
        Action.Suits(method, path) && (Match?.MatchesHead(method, path) ?? true);

    public void Validate()
    {
        if (Skip < 0 || Times < -1 || Probability is < 0 or > 1)
            throw new ArgumentException("A fault has skip >= 0, times >= -1 and a probability from 0 to 1.");
        Action.Validate();
    }
}
