using Microsoft.AspNetCore.Mvc;

namespace Phota.Sandbox.Endpoints;

internal static class ProfileEndpoints
{
    private const int ThumbnailSide = 512;

    private static readonly RequestSchema s_schema = OpenApi.RequestOf(ApiPaths.AddProfile);

    public static void MapProfiles(this IEndpointRouteBuilder api)
    {
        api.MapPost("/profiles/add", Add);
        api.MapGet("/profiles/ids", List);
        api.MapGet("/profiles/{profile_id}/status", GetStatus);
        api.MapGet("/profiles/{profile_id}/profile_picture", GetThumbnailAsync);
        api.MapDelete("/profiles/{profile_id}", Delete);
    }

    private static IResult Add(RequestContext context)
    {
        SandboxState state = context.State;
        ClientChecks.CheckBody(context, s_schema);
        if (context.Body.TryGetObject(context.Http.Request, out JsonObject body) is { } malformed)
            return new ValidationErrorResponse([malformed]);
        List<ValidationError> errors = [.. s_schema.Check(body), .. s_schema.CheckUnknownFields(body, state.Switches)];
        if (errors.Count > 0)
            return new ValidationErrorResponse(errors);

        string tier = s_schema.Text(body, "training_tier")!;
        string[] urls = [.. body["image_urls"]!.AsArray().Select(url => url!.GetValue<BodyImage>().Url!)];
        (int min, int max) = tier == "fast" ? (5, 10) : (10, 50);
        if (urls.Length < min || urls.Length > max)
            return Refuse("tier_mismatch_status", $"Tier '{tier}' takes {min} to {max} photos, not {urls.Length}.");
        if (Array.Find(urls, url => state.Files.Find(url) is null) is string lost)
            return Refuse("unfetchable_url_status", $"Could not fetch {lost}.");

        decimal price = PriceList.ProfileOf(tier);
        if (!state.Bill.TryReserve(price))
            return new ErrorResponse(ApiError.Of(402));
        var profile = new Profile(state, tier, s_schema.Text(body, "tag"), state.Files.Find(urls[0]), context.Fault as ProfileFault)
        {
            Charge = state.Bill.Settle(price, new ChargeDetails("profile", context.RequestId), 1, price),
        };
        state.Profiles.Add(profile);
        return BufferedResponse.Ok(new { ProfileId = profile.Id });

        ErrorResponse Refuse(string status, string detail) => new(ApiError.Of(state.Switches.Integer(status), detail));
    }

    private static IResult List(RequestContext context, string? tag)
    {
        List<ValidationError> errors = OpenApi.CheckQuery(ApiPaths.ListProfiles, "tag", tag);
        if (errors.Count > 0)
            return new ValidationErrorResponse(errors);

        string form = context.State.Switches["profile_item_form"];
        return BufferedResponse.Ok(new { Profiles = context.State.Profiles.List(tag).Select(Item) });

        object Item(Profile profile) => form switch
        {
            "id_string" => profile.Id,
            "full" => Describe(profile),
            _ => new { ProfileId = profile.Id, profile.Status },
        };
    }

    /// <summary>All that is known of a profile.</summary>
    public static object Describe(Profile profile) => new
    {
        ProfileId = profile.Id,
        profile.Status,
        profile.Tag,
        profile.Message,
        TrainingTier = profile.Tier,
        CreatedAt = profile.CreatedAt.ToString("O"),
    };

    private static IResult GetStatus(RequestContext context, [FromRoute(Name = "profile_id")] string profileId)
    {
        if (context.State.Profiles.Find(profileId) is not { } profile)
            return Unknown(profileId);

        // Polling moves a script on; finding the profile again refunds a training that failed by that.
        profile.Poll();
        context.State.Profiles.Find(profileId);
        var body = new JsonObject { ["profile_id"] = profile.Id, ["status"] = profile.Status };
        string form = context.State.Switches["profile_message_form"];
        if (profile.Message is not null || form != "missing")
            body["message"] = profile.Message ?? (form == "empty" ? "" : null);
        return BufferedResponse.Ok(body);
    }

    /// <summary>A square JPEG, made from the first training photo where the sandbox can see it.</summary>
    private static async Task<IResult> GetThumbnailAsync(RequestContext context, [FromRoute(Name = "profile_id")] string profileId)
    {
        SandboxState state = context.State;
        if (state.Profiles.Find(profileId) is not { } profile)
            return Unknown(profileId);
        if (profile.Status != ProfileStates.Ready && state.Switches["profile_picture_before_ready"] == "404")
            return new ErrorResponse(ApiError.Of(404, $"Profile '{profileId}' has no profile picture yet."));

        OutputFormat format = OutputFormat.Jpg;
        int seed = state.Ids.Seed;
        var spec = new ImageSpec(profile.Photo, Derives: true, profile.Photo?.Key ?? profile.Id, format, ThumbnailSide, (1, 1), seed);
        byte[] encoded = await ImageFactory.MakeAsync(spec, context.Aborted);
        OutputImage image = format.Mark(encoded, $"Synthetic, made by the Phota sandbox; seed {seed}; profile {profile.Id}");
        return new BufferedResponse(StatusCodes.Status200OK, format.MediaType, image.ToArray());
    }

    private static IResult Delete(RequestContext context, [FromRoute(Name = "profile_id")] string profileId)
    {
        ProfileStore profiles = context.State.Profiles;
        bool wasDeleted = profiles.WasDeleted(profileId) && context.State.Switches["delete_again_status"] == "200";
        return (profiles.Find(profileId) is not null && profiles.Delete(profileId)) || wasDeleted
            ? BufferedResponse.Ok(new { ProfileId = profileId, Status = "ok" })
            : Unknown(profileId);
    }

    private static ErrorResponse Unknown(string profileId) => new(ApiError.Of(404, $"There is no profile '{profileId}'."));
}
