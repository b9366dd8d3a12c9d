using Microsoft.AspNetCore.Mvc;

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
        if (state.Switches["deprecation_header"] == "on")
            context.Http.Response.Headers["X-Phota-Deprecation-Date"] = "2026-05-08";

        List<ValidationError> errors = operation.Schema.Check(body);
        bool isOnlyModel = errors.Count > 0 && errors.TrueForAll(error => error.Field == "base_model");
        if (isOnlyModel && state.Switches["unknown_model_status"] == "400")
            return new ErrorResponse(ApiError.Of(400, "Unknown base_model."));
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
            : new ErrorResponse(ApiError.Of(402));
    }

    private static async Task<IResult> MakeAsync(RequestContext context, ImageGeneration generation)
    {
        SandboxState state = context.State;
        if (state.SyncResults.Find(generation.Request) is { } earlier)
            return earlier.ToResponse();
        if (!generation.TryReserve())
            return new ErrorResponse(ApiError.Of(402));
        if (await generation.WaitAsync(context.Log.At, context.Aborted) is { } tooLate)
            return new ErrorResponse(tooLate);

        GenerationResult result = await generation.MakeAsync(jobId: null);
        state.SyncResults.Add(generation.Request, result, state.Switches);
        if (state.Lost.Take(() => context.Fingerprint) is string first)
            context.AddVerdict(VerdictRule.PaidTwice, $"{first} was charged for the same, its answer was lost, and it came again blindly.");
        context.IsCharged = true;
        return result.ToResponse();
    }

    /// <summary>The answer to a submission, also to one that repeats an earlier one's <c>client_request_id</c>.</summary>
    private static async Task<IResult> HandleAsync(RequestContext context, Job job)
    {
        string onConflict = context.State.Switches["client_request_id_conflict"];
        if (onConflict != "original" && job.Fingerprint != context.Fingerprint)
        {
            int conflict = int.Parse(onConflict, CultureInfo.InvariantCulture);
            return new ErrorResponse(ApiError.Of(conflict, "This client_request_id was used with another body."));
        }

        string status = job.IsDue && !job.Finished.IsCompleted
            ? job.NameOf(JobState.Queued)
            : await job.StateAsync();
        return BufferedResponse.Of(202, job.Handle(status));
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

        return new ErrorResponse(ApiError.Of(404, $"There is no job '{jobId}'."));
    }
}
