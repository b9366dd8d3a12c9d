namespace PhotaPS;

/// <summary>The profiles, tags and jobs that a session has seen, for completion: the Tab key asks nobody.</summary>
internal sealed class SeenNames
{
    public RecentNames Profiles { get; } = new();

    public RecentNames Tags { get; } = new();

    public RecentNames Jobs { get; } = new();

    public void Remember(object result)
    {
        if (result is PhotaProfile profile) Remember(profile);
        else if (result is PhotaJob job) Jobs.Add(job.JobId, Join(job.ServiceStatus ?? job.Status.ToString(), job.Operation, job.Source));
    }

    private static string Join(params string?[] words) => string.Join(" ", words.Where(word => !string.IsNullOrEmpty(word)));

    private void Remember(PhotaProfile profile)
    {
        Profiles.Add(profile.ProfileId, Join(profile.ServiceStatus ?? profile.Status.ToString(), profile.Tag));
        if (profile.Tag is not null) Tags.Add(profile.Tag, profile.Tag);
    }
}
