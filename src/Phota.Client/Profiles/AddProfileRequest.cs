namespace Phota;

/// <summary>What a profile is trained with (<c>api/profiles/add-profile</c>).</summary>
/// <param name="Photos">
/// URLs of photos that the service can reach, of JPEG, PNG, WebP or HEIC images; the service takes no files here.
/// </param>
public sealed record AddProfileRequest(IReadOnlyList<Uri> Photos)
{
    internal const string Path = "/v1/phota/profiles/add";

    /// <summary>How thoroughly to train; decides the price and how many photos are needed.</summary>
    public ProfileTier Tier { get; init; } = ProfileTier.Standard;

    /// <summary>A group to find the profile by, 1 to 128 characters; it cannot be changed later.</summary>
    public string? Tag { get; init; }

    /// <summary>Fields merged into the request as they are, for API fields newer than this library.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalBody { get; init; } = new Dictionary<string, object?>();

    /// <summary>The name of its price, for <see cref="PriceTable"/>.</summary>
    public string Operation => $"profile-{ProfileRules.Word(Tier)}";

    /// <summary>Checks the request by the service's rules, which costs nothing; adding does it too.</summary>
    /// <exception cref="PhotaException">Kind Validation: the wrong number of photos for the tier, an invalid URL, or a tag that is too long.</exception>
    public void Validate()
    {
        // What the caller writes into the body himself is his: the way past a rule gone stale.
        bool isOurs = !AdditionalBody.ContainsKey("image_urls") && !AdditionalBody.ContainsKey("training_tier");
        foreach (Uri photo in Photos) ProfileRules.RequireUrl(photo);
        if (isOurs) ProfileRules.RequirePhotoCount(Tier, Photos.Count);
        ProfileRules.RequireTag(Tag);
    }

    internal RequestBody ToBody()
    {
        RequestBody body = new(AdditionalBody);
        body.Texts("image_urls", [.. Photos.Select(photo => photo.AbsoluteUri)]);
        body.Text("training_tier", ProfileRules.Word(Tier));
        body.Text("tag", Tag);
        body.End();
        return body;
    }
}
