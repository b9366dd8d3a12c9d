namespace Phota;

/// <summary>What the service requires of profiles, checked before anything is sent.</summary>
internal static class ProfileRules
{
    private const int LongestTag = 128;
    private const string Page = "api/profiles/add-profile";

    public static (int Least, int Most) PhotoCount(ProfileTier tier) => tier == ProfileTier.Fast ? (5, 10) : (10, 50);

    public static void RequirePhotoCount(ProfileTier tier, int count)
    {
        (int least, int most) = PhotoCount(tier);
        if (count >= least && count <= most) return;
        throw Broken($"{count} {(count == 1 ? "photo is" : "photos are")} given; a {Word(tier)} profile is trained with {least} to {most} ({Page} v0.5.0).");
    }

    public static void RequireUrl(Uri url)
    {
        if (url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)) return;
        throw new PhotaException(PhotaErrorKind.Validation, $"'{url.OriginalString}' is not an http or https URL; a profile is trained with URLs only, which the service can reach ({Page}).") { Remedy = PhotaRemedy.PublishPhotos };
    }

    public static void RequireTag(string? tag)
    {
        if (tag is null) return;
        if (!PathPart.IsUnicode(tag)) throw Broken("The tag has half a character in it.");
        if (tag.Length is >= 1 and <= LongestTag) return;
        throw Broken($"The tag has {tag.Length} characters; it may have 1 to {LongestTag} ({Page}).");
    }

    public static string Word(ProfileTier tier) => tier == ProfileTier.Fast ? "fast" : "standard";

    private static PhotaException Broken(string rule) => new(PhotaErrorKind.Validation, rule);
}
