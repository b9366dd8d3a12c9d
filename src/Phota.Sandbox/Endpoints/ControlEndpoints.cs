using Microsoft.AspNetCore.Mvc;

namespace Phota.Sandbox.Endpoints;

/// <summary><c>/sandbox</c>: no key, JSON in and out, never logged and never faulted.</summary>
internal static class ControlEndpoints
{
    public const string Root = "/sandbox";

    private const double MaxClockStep = 10_000_000_000;
    private const double DefaultWaitSeconds = 10;

    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder control = routes.MapGroup(Root).AddEndpointFilter(RefuseBadInputAsync);
        control.MapGet("/bill", GetBillAsync);
        control.MapPost("/credit", SetCreditAsync);
        control.MapGet("/verdicts", (StateHolder states) => BufferedResponse.Ok(new { Verdicts = states.Current.Verdicts.ToArray() }));
        control.MapGet("/callbacks", (StateHolder states) => BufferedResponse.Ok(new { Callbacks = states.Current.Callbacks.ToArray() }));
        control.MapGet("/requests", ListRequests);
        control.MapGet("/wait", WaitAsync);
        control.MapGet("/jobs", ListJobsAsync);
        control.MapGet("/profiles", (StateHolder states) =>
            BufferedResponse.Ok(new { Profiles = states.Current.Profiles.List().Select(ProfileEndpoints.Describe) }));
        control.MapPost("/profiles", AddProfileAsync);
        control.MapPost("/profiles/{id}", ForceProfileAsync);
        control.MapGet("/switches", ListSwitches);
        control.MapPost("/switches", SetSwitchesAsync);
        control.MapGet("/faults", ListFaults);
        control.MapPost("/faults", AddFaultsAsync);
        control.MapDelete("/faults", (StateHolder states) =>
        {
            states.Current.Faults.Clear();
            return ListFaults(states);
        });
        control.MapGet("/clock", GetClock);
        control.MapPost("/clock", AdvanceClockAsync);
        control.MapPost("/release", (StateHolder states) =>
        {
            states.Current.Holds.Release();
            return BufferedResponse.Ok(new { Released = true });
        });
        control.MapPost("/reset", (StateHolder states) =>
        {
            states.Reset();
            return BufferedResponse.Ok(new { Reset = true });
        });
        control.MapGet("/photos/{file}", GetSamplePhoto);
        control.MapFallback("{**path}", () => BufferedResponse.ControlError(404, "There is no such control."));
    }

    private static async ValueTask<object?> RefuseBadInputAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or NotSupportedException)
        {
            return BufferedResponse.ControlError(400, e.Message);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpRequest request) =>
        await JsonSerializer.DeserializeAsync<T>(request.Body, Json.Options, request.HttpContext.RequestAborted)
        ?? throw new JsonException("The body is null.");

    private static async Task<IResult> GetBillAsync(StateHolder states)
    {
        SandboxState state = states.Current;
        await state.Jobs.SettleAsync();
        return BufferedResponse.Ok(state.Bill.Statement());
    }

    private static async Task<IResult> SetCreditAsync(StateHolder states, HttpRequest request)
    {
        var credit = await ReadAsync<Credit>(request);
        states.Current.Bill.SetCredit(credit.Amount);
        return BufferedResponse.Ok(credit);
    }

    private static BufferedResponse ListRequests(StateHolder states, string? path, string? method)
    {
        RequestLog log = states.Current.Log;
        return BufferedResponse.Ok(new
        {
            log.MaxConcurrency,
            log.InFlight,
            Requests = log.ToArray().Where(request =>
                Glob.Matches(path, request.Path) && (method ?? request.Method).Equals(request.Method, StringComparison.OrdinalIgnoreCase)),
        });
    }

    private static async Task<IResult> WaitAsync(
        StateHolder states, HttpContext http, string @event, int? count, string? path,
        [FromQuery(Name = "timeout_seconds")] double? timeoutSeconds)
    {
        if (!RequestEvents.All.Contains(@event))
            throw new ArgumentException($"There is no event '{@event}'. The events are: {string.Join(", ", RequestEvents.All)}.");

        SandboxState state = states.Current;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, state.Ended);
        stop.CancelAfter(TimeSpan.FromSeconds(timeoutSeconds ?? DefaultWaitSeconds));
        try
        {
            int reached = await state.Events.WaitAsync(@event, count ?? 1, path, stop.Token);
            return BufferedResponse.Ok(new { Count = reached });
        }
        catch (OperationCanceledException)
        {
            string error = state.Ended.IsCancellationRequested
                ? "The sandbox was reset."
                : $"'{@event}' did not happen {count ?? 1} times.";
            int reached = state.Events.Count(@event, path);
            return BufferedResponse.Of(408, new { Error = error, Count = reached });
        }
    }

    private static async Task<IResult> ListJobsAsync(StateHolder states)
    {
        SandboxState state = states.Current;
        await state.Jobs.SettleAsync();
        return BufferedResponse.Ok(new { Jobs = await Task.WhenAll(state.Jobs.List().Select(DescribeAsync)) });

        static async Task<object> DescribeAsync(Job job) => new
        {
            JobId = job.Id,
            Status = await job.StateAsync(),
            Operation = job.Request.Operation.Name,
            job.RequestId,
            job.Request.ClientRequestId,
            job.CreatedAt,
            job.DueAt,
            job.CompletedAt,
            job.Polls,
        };
    }

    /// <summary>Adds a profile without training and without a charge, for tests of something else.</summary>
    private static async Task<IResult> AddProfileAsync(StateHolder states, HttpRequest request)
    {
        var asked = await ReadAsync<NewProfile>(request);
        var profile = new Profile(states.Current, asked.TrainingTier, asked.Tag);
        profile.Force(asked.Status, asked.Message);
        states.Current.Profiles.Add(profile);
        return BufferedResponse.Ok(ProfileEndpoints.Describe(profile));
    }

    private static async Task<IResult> ForceProfileAsync(StateHolder states, HttpRequest request, string id)
    {
        var asked = await ReadAsync<ForcedStatus>(request);
        if (states.Current.Profiles.Find(id) is not { } profile)
            return BufferedResponse.ControlError(404, $"There is no profile '{id}'.");
        profile.Force(asked.Status, asked.Message);
        return BufferedResponse.Ok(ProfileEndpoints.Describe(profile));
    }

    private static BufferedResponse ListSwitches(StateHolder states) => BufferedResponse.Ok(new
    {
        Switches = Switch.All.Values.Select(s => new { s.Name, Value = states.Current.Switches[s.Name], s.Default, s.Alternatives, s.Unknown, s.Note }),
    });

    private static async Task<IResult> SetSwitchesAsync(StateHolder states, HttpRequest request)
    {
        var values = await ReadAsync<Dictionary<string, JsonElement>>(request);
        states.Current.Switches.Set(values.ToDictionary(v => v.Key, v => v.Value.ToString()));
        return ListSwitches(states);
    }

    private static BufferedResponse ListFaults(StateHolder states) => BufferedResponse.Ok(new { Faults = states.Current.Faults.List() });

    private static async Task<IResult> AddFaultsAsync(StateHolder states, HttpRequest request)
    {
        var body = await ReadAsync<JsonElement>(request);
        Fault[] faults = body.ValueKind == JsonValueKind.Array
            ? body.Deserialize<Fault[]>(Json.Options)!
            : [body.Deserialize<Fault>(Json.Options)!];
        foreach (Fault fault in faults)
            fault.Validate();

        states.Current.Faults.Add(faults);
        return ListFaults(states);
    }

    private static BufferedResponse GetClock(StateHolder states) => BufferedResponse.Ok(new { states.Current.Clock.Now });

    private static async Task<IResult> AdvanceClockAsync(StateHolder states, HttpRequest request)
    {
        var step = await ReadAsync<ClockStep>(request);
        if (step.AdvanceSeconds is < 0 or > MaxClockStep)
            throw new ArgumentException($"The clock only goes forward: 'advance_seconds' is from 0 to {MaxClockStep}.");

        SandboxState state = states.Current;
        state.Clock.Advance(TimeSpan.FromSeconds(step.AdvanceSeconds));
        await state.Jobs.SettleAsync();
        return GetClock(states);
    }

    private static IResult GetSamplePhoto(HttpRequest request) => StockImages.TryParse(request.Path, out int number)
        ? Results.Bytes(StockImages.Sample(number), "image/jpeg", enableRangeProcessing: true)
        : BufferedResponse.ControlError(404, $"There are {StockImages.Prefix}1.jpg to {StockImages.SampleCount}.jpg.");

    private sealed record Credit(decimal Amount);

    private sealed record NewProfile(
        string Status = ProfileStates.Ready, string? Message = null, string? Tag = null, string TrainingTier = "standard");

    private sealed record ForcedStatus(string Status, string? Message = null);

    private sealed record ClockStep(double AdvanceSeconds);
}
