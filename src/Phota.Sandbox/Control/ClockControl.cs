using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Control;

internal static class ClockControl
{
    private const double LargestStep = 10_000_000_000;

    public static IResult Show(Worlds worlds) => Answer.Ok(new { worlds.Current.Clock.Now });

    public static async Task<IResult> AdvanceAsync(Worlds worlds, HttpRequest request)
    {
        var step = await ControlBody.ReadAsync<Step>(request);
        if (step.AdvanceSeconds is < 0 or > LargestStep)
            throw new ArgumentException($"The clock only goes forward: 'advance_seconds' is from 0 to {LargestStep}.");

        World world = worlds.Current;
        world.Clock.Advance(TimeSpan.FromSeconds(step.AdvanceSeconds));
        await world.Jobs.SettleAsync();
        return Show(worlds);
    }

    private sealed record Step(double AdvanceSeconds);
}
