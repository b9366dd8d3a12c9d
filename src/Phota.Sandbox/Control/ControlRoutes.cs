using Phota.Sandbox.Http;
using Phota.Sandbox.Pictures;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Control;

/// <summary><c>/sandbox</c>: no key, JSON in and out, never logged and never faulted.</summary>
internal static class ControlRoutes
{
    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder control = routes.MapGroup("/sandbox").AddEndpointFilter(new Refusals());

        control.MapGet("/bill", ShowBillAsync);
        control.MapPost("/credit", SetCreditAsync);
        control.MapGet("/verdicts", (Worlds worlds) => Answer.Ok(new { Verdicts = worlds.Current.Verdicts.ToArray() }));
        control.MapGet("/requests", RequestsControl.List);
        control.MapGet("/wait", RequestsControl.WaitAsync);
        control.MapGet("/jobs", JobsControl.ListAsync);
        control.MapGet("/callbacks", (Worlds worlds) => Answer.Ok(new { Callbacks = worlds.Current.Callbacks.ToArray() }));
        control.MapGet("/profiles", ProfilesControl.List);
        control.MapPost("/profiles", ProfilesControl.AddAsync);
        control.MapPost("/profiles/{id}", ProfilesControl.ForceAsync);
        control.MapGet("/switches", SwitchesControl.List);
        control.MapPost("/switches", SwitchesControl.SetAsync);
        control.MapGet("/faults", FaultsControl.List);
        control.MapPost("/faults", FaultsControl.AddAsync);
        control.MapDelete("/faults", FaultsControl.Clear);
        control.MapGet("/clock", ClockControl.Show);
        control.MapPost("/clock", ClockControl.AdvanceAsync);
        control.MapPost("/release", Release);
        control.MapPost("/reset", Reset);
        control.MapGet("/photos/{file}", SamplePhoto);
        control.MapFallback("{**path}", () => Answer.Of(404, new { Error = "There is no such control." }));
    }

    private static async Task<IResult> ShowBillAsync(Worlds worlds)
    {
        World world = worlds.Current;
        await world.Jobs.SettleAsync();
        return Answer.Ok(world.Bill.Statement());
    }

    private static async Task<IResult> SetCreditAsync(Worlds worlds, HttpRequest request)
    {
        var credit = await ControlBody.ReadAsync<Credit>(request);
        worlds.Current.Bill.SetCredit(credit.Amount);
        return Answer.Ok(credit);
    }

    private static Answer Release(Worlds worlds)
    {
        worlds.Current.Gate.Open();
        return Answer.Ok(new { Released = true });
    }

    private static Answer Reset(Worlds worlds)
    {
        worlds.Reset();
        return Answer.Ok(new { Reset = true });
    }

    private static IResult SamplePhoto(HttpRequest request) => SamplePhotos.TryParse(request.Path, out int number)
        ? Results.Bytes(SamplePhotos.Read(number), "image/jpeg", enableRangeProcessing: true)
        : Answer.Of(404, new { Error = $"There are {SamplePhotos.Prefix}1.jpg to {SamplePhotos.Count}.jpg." });

    private sealed record Credit(decimal Amount);
}
