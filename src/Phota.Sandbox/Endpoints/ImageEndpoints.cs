using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Phota.Sandbox.Http;
using Phota.Sandbox.Jobs;
using Phota.Sandbox.Rules;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Endpoints;

/// <summary>Edit, generate, enhance and remix, and the jobs that they start.</summary>
internal static class ImageEndpoints
{
    public static void MapImages(this IEndpointRouteBuilder api)
    {
        foreach (Operation operation in Operation.All)
            api.MapPost("/" + operation.Name, (RequestContext context) => RunAsync(context, operation)).WithMetadata(operation);
        api.MapGet("/jobs/{job_id}", GetJobAsync);
    }

    private static async Task<IResult> RunAsync(RequestContext context, Operation operation)
    {
        SandboxState state = context.State;
        if (context.Body.TryGetObject(context.Http.Request, out JsonObject body) is { } malformed)
            return new ValidationErrorResponse([malformed]);
        if (state.Switches[SwitchTable.DeprecationHeader] == "on")
            context.Http.Response.Headers["X-Phota-Deprecation-Date"] = "2026-05-08";

        List<ValidationError> errors = operation.Schema.Check(body);
        bool isOnlyModel = errors.Count > 0 && errors.TrueForAll(error => error.Field == "base_model");
        if (isOnlyModel && state.Switches[SwitchTable.UnknownModelStatus] == "400")
            return new ErrorResponse(ApiError.BadRequest("Unknown base_model."));
        errors.AddRange(operation.Schema.CheckUnknownFields(body, state.Switches));
        if (errors.Count > 0)
            return new ValidationErrorResponse(errors);

        ImageRequest request = ImageRequest.Read(operation, body, state);
        errors.AddRange(request.CheckLimits(state.Switches));
        if (errors.Count > 0)
            return new ValidationErrorResponse(errors);
        if (request.CheckCombinations(state.Switches) is { } refused)
            return new ErrorResponse(refused);
        if (request.IsAsync && state.Jobs.FindOriginal(request) is { } original)
            return await HandleAsync(context, original);
        if (request.CheckProfiles(state) is { } unusable)
            return new ErrorResponse(unusable);

        var generation = new ImageGeneration(state, request, context.RequestId, context.Fault);
        if (generation.TakePhotos(context.Body) is { } unfetchable)
            return new ErrorResponse(unfetchable);
        if (!request.IsAsync)
            return await MakeAsync(context, generation);
        return state.Jobs.Submit(generation, context.Fingerprint) is { } job
            ? await HandleAsync(context, job)
            : new ErrorResponse(ApiError.PaymentRequired);
    }

    private static async Task<IResult> MakeAsync(RequestContext context, ImageGeneration generation)
    {
        SandboxState state = context.State;
        if (state.SyncResults.Find(generation.Request) is { } earlier)
            return earlier.ToResponse();
        if (!generation.TryReserve())
            return new ErrorResponse(ApiError.PaymentRequired);
        if (await generation.WaitAsync(context.Log.At, context.Aborted) is { } tooLate)
            return new ErrorResponse(tooLate);

        ImageResult result = await generation.MakeAsync(jobId: null);
        state.SyncResults.Add(generation.Request, result, state.Switches);
        if (state.Lost.Take(() => context.Fingerprint) is string first)
            context.AddVerdict(VerdictRule.PaidTwice, $"{first} was charged for the same, its answer was lost, and it came again blindly.");
        context.IsCharged = true;
        return result.ToResponse();
    }

    /// <summary>The answer to a submission, also to one that repeats an earlier one's <c>client_request_id</c>.</summary>
    private static async Task<IResult> HandleAsync(RequestContext context, Job job)
    {
        Switches switches = context.State.Switches;
        string onConflict = switches[SwitchTable.ClientRequestIdConflict];
        if (onConflict != "original" && job.Fingerprint != context.Fingerprint)
        {
            int conflict = int.Parse(onConflict, CultureInfo.InvariantCulture);
            return new ErrorResponse(ApiError.Of(conflict, "This client_request_id was used with another body."));
        }

        string status = job.IsDue && !job.Finished.IsCompleted
            ? JobStates.Name(JobStates.Queued, switches)
            : await job.StateAsync();
        return BufferedResponse.Of(StatusCodes.Status202Accepted, job.Handle(status));
    }

    private static async Task<IResult> GetJobAsync(RequestContext context, [FromRoute(Name = "job_id")] string jobId)
    {
        if (context.State.Jobs.Find(jobId) is { } job)
        {
            ClientChecks.CheckPollInterval(context, context.ArrivedAt - job.LastPoll, jobId);
            job.LastPoll = context.ArrivedAt;
            string status = await job.PollAsync();
            if (!job.IsLost)
                return BufferedResponse.Ok(job.ToJson(status));
        }

        return new ErrorResponse(ApiError.NotFound($"There is no job '{jobId}'."));
    }
}
