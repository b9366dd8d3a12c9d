using Microsoft.AspNetCore.Mvc;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Control;

internal static class RequestsControl
{
    private const double DefaultTimeoutSeconds = 10;

    public static IResult List(Worlds worlds, string? path, string? method)
    {
        RequestLog log = worlds.Current.Log;
        return Answer.Ok(new
        {
            log.MaxConcurrency,
            log.InFlight,
            Requests = log.ToArray().Where(r =>
                (path is null || Glob.Matches(path, r.Path))
                && (method is null || method.Equals(r.Method, StringComparison.OrdinalIgnoreCase))),
        });
    }

    public static async Task<IResult> WaitAsync(
        Worlds worlds, HttpContext http, string @event, int? count, string? path,
        [FromQuery(Name = "timeout_seconds")] double? timeoutSeconds)
    {
        if (!Signals.Events.Contains(@event))
            throw new ArgumentException($"There is no event '{@event}'. The events are: {string.Join(", ", Signals.Events)}.");

        World world = worlds.Current;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, world.Ended);
        stop.CancelAfter(TimeSpan.FromSeconds(timeoutSeconds ?? DefaultTimeoutSeconds));
        try
        {
            int reached = await world.Signals.WaitAsync(@event, count ?? 1, path, stop.Token);
            return Answer.Ok(new { Count = reached });
        }
        catch (OperationCanceledException)
        {
            string error = world.Ended.IsCancellationRequested
                ? "The sandbox was reset."
                : $"'{@event}' did not happen {count ?? 1} times.";
            int reached = world.Signals.Count(@event, path);
            return Answer.Of(StatusCodes.Status408RequestTimeout, new { Error = error, Count = reached });
        }
    }
}
