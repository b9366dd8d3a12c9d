using System.Collections.Concurrent;

namespace PhotaPS;

/// <summary>The profiles, tags and jobs that a session has seen, for completion without a request.</summary>
internal sealed class CompletionCache
{
    private readonly ConcurrentDictionary<string, string> _tags = new(StringComparer.Ordinal);

    public RecentValues Profiles { get; } = new();

    public RecentValues Tags { get; } = new();

    public RecentValues Jobs { get; } = new();

    /// <summary>A profile with its tag, where the service does not say it and it was seen before.</summary>
    public PhotaProfile WithTag(PhotaProfile profile) =>
        profile.Tag is null && _tags.TryGetValue(profile.ProfileId, out string? tag) ? profile with { Tag = tag } : profile;

    public void Remember(object result)
    {
        if (result is PhotaProfile profile) Remember(profile);
        else if (result is PhotaJob job) Jobs.Add(job.JobId, Join(job.ServiceStatus ?? job.Status.ToString(), job.Operation, job.Source));
    }

    private static string Join(params string?[] words) => string.Join(" ", words.Where(word => !string.IsNullOrEmpty(word)));

    private void Remember(PhotaProfile profile)
    {
        Profiles.Add(profile.ProfileId, Join(profile.ServiceStatus ?? profile.Status.ToString(), profile.Tag));
        if (profile.Tag is null) return;
        Tags.Add(profile.Tag, profile.Tag);
        _tags[profile.ProfileId] = profile.Tag;
    }
}
