using System.Text.Json.Nodes;
using Phota.Sandbox.Contract;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;
using Phota.Sandbox.Work;

namespace Phota.Sandbox.Api;

/// <summary>Edit, generate, enhance and remix: one way for all four.</summary>
internal static class Studio
{
    public static async Task<IResult> RunAsync(Exchange exchange, Operation operation)
    {
        World world = exchange.World;
        if (!JsonBody.TryTake(exchange, out JsonObject body, out IResult refusal))
            return refusal;
        if (world.Switches[SwitchTable.DeprecationHeader] == "on")
            exchange.Http.Response.Headers["X-Phota-Deprecation-Date"] = "2026-05-08";

        Problems problems = operation.Check(body);
        if (problems.AreOnlyAbout("base_model") && world.Switches[SwitchTable.UnknownModelStatus] == "400")
            return new ErrorAnswer(ApiError.BadRequest("Unknown base_model."));
        UnknownFields.Refuse(body, operation.Fields, problems, world.Switches);
        if (problems.Any)
            return new InvalidAnswer(problems);

        StudioRequest request = StudioRequest.Read(operation, body, world);
        Rules.CheckLimits(request, problems, world.Switches);
        return problems.Any ? new InvalidAnswer(problems) : await TakeAsync(exchange, request);
    }

    private static async Task<IResult> TakeAsync(Exchange exchange, StudioRequest request)
    {
        World world = exchange.World;
        if (Rules.Broken(request, world.Switches) is { } broken)
            return new ErrorAnswer(broken);
        if (request.IsAsync && world.Jobs.Original(request) is { } original)
            return await Jobs.HandleAsync(exchange, original);
        if (Identities.Refuse(request.ProfileIds, world) is { } stranger)
            return new ErrorAnswer(stranger);

        var order = new StudioOrder(world, request, exchange.RequestId, exchange.Fault);
        if (order.TakePhotos(exchange.Body) is { } unfetchable)
            return new ErrorAnswer(unfetchable);

        return request.IsAsync ? await Jobs.SubmitAsync(exchange, order) : await MakeAsync(exchange, order);
    }

    private static async Task<IResult> MakeAsync(Exchange exchange, StudioOrder order)
    {
        if (exchange.World.SyncResults.Find(order.Request) is { } earlier)
            return earlier.ToAnswer();
        if (!order.TryReserve())
            return new ErrorAnswer(ApiError.PaymentRequired);
        if (await order.WaitAsync(exchange.Log.At, exchange.Gone) is { } tooLate)
            return new ErrorAnswer(tooLate);

        StudioResult result = await order.MakeAsync(jobId: null);
        exchange.World.SyncResults.Keep(order.Request, result);
        if (exchange.World.Lost.Take(() => exchange.Fingerprint) is string first)
            exchange.Judge(VerdictRule.PaidTwice, $"{first} was charged for the same, its answer was lost, and it came again blindly.");
        exchange.IsCharged = true;
        return result.ToAnswer();
    }
}
