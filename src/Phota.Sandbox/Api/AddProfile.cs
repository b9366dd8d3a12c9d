using System.Text.Json.Nodes;
using Phota.Sandbox.Contract;
using Phota.Sandbox.Faults;
using Phota.Sandbox.Http;
using Phota.Sandbox.Pictures;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Api;

internal static class AddProfile
{
    public static IResult Post(Exchange exchange)
    {
        World world = exchange.World;
        Judge.Body(exchange, ProfileFields.All);
        if (!JsonBody.TryTake(exchange, out JsonObject body, out IResult refusal))
            return refusal;
        var problems = new Problems();
        foreach (Field field in ProfileFields.All)
            field.Check(body, problems);
        UnknownFields.Refuse(body, ProfileFields.All, problems, world.Switches);
        if (problems.Any)
            return new InvalidAnswer(problems);

        string tier = body["training_tier"]?.GetValue<string>() ?? ProfileFields.Standard;
        string[] urls = [.. body["image_urls"]!.AsArray().Select(u => u!.GetValue<SentImage>().Url!)];
        (int fewest, int most) = ProfileFields.PhotosOf(tier);
        if (urls.Length < fewest || urls.Length > most)
            return Refuse(SwitchTable.TierMismatchStatus, $"Tier '{tier}' takes {fewest} to {most} photos, not {urls.Length}.");
        if (Array.Find(urls, u => world.OwnFiles.TryFind(new Uri(u), out SourcePhoto? own) && own is null) is string lost)
            return Refuse(SwitchTable.UnfetchableUrlStatus, $"Could not fetch {lost}.");

        return Train(exchange, tier, body["tag"]?.GetValue<string>(), urls);

        ErrorAnswer Refuse(Switch status, string detail) => new(ApiError.Of(world.Switches.Status(status), detail));
    }

    private static IResult Train(Exchange exchange, string tier, string? tag, string[] urls)
    {
        World world = exchange.World;
        decimal price = PriceList.ProfileOf(tier);
        if (!world.Bill.TryReserve(price))
            return new ErrorAnswer(ApiError.PaymentRequired);

        SourcePhoto? photo = world.OwnFiles.TryFind(new Uri(urls[0]), out SourcePhoto? own) ? own : null;
        string id = world.Ids.NextProfile();
        var payer = new Payer("profile", exchange.RequestId, null, null, null);
        world.Profiles.Add(new Profile(world, id, tier, tag, photo, exchange.Fault as ProfileFault)
        {
            Charge = world.Bill.Settle(price, payer, 1, price),
        });
        return Answer.Ok(new { ProfileId = id });
    }
}
