using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Phota.Sandbox.Contract;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;
using Phota.Sandbox.Work;

namespace Phota.Sandbox.Api;

/// <summary>Submitting and polling.</summary>
internal static class Jobs
{
    public static async Task<IResult> GetAsync(Exchange exchange, [FromRoute(Name = "job_id")] string jobId)
    {
        World world = exchange.World;
        if (world.Jobs.Find(jobId) is not { } job)
            return Unknown(jobId);

        JudgePace(exchange, job);
        string state = await job.PollAsync();
        return job.IsLost ? Unknown(jobId) : Answer.Ok(JobView.Body(job, state, world));
    }

    public static async Task<IResult> SubmitAsync(Exchange exchange, StudioOrder order)
    {
        World world = exchange.World;
        if (world.Jobs.Submit(order, exchange.Fingerprint) is not { } submitted)
            return new ErrorAnswer(ApiError.PaymentRequired);

        if (submitted.IsNew)
            world.Callbacks.After(submitted.Job);
        return await HandleAsync(exchange, submitted.Job);
    }

    /// <summary>The answer to a submission that repeats an earlier one's <c>client_request_id</c>.</summary>
    public static async Task<IResult> HandleAsync(Exchange exchange, Job job)
    {
        string onConflict = exchange.World.Switches[SwitchTable.ClientRequestIdConflict];
        if (onConflict != "original" && job.Fingerprint != exchange.Fingerprint)
        {
            int status = int.Parse(onConflict, CultureInfo.InvariantCulture);
            return new ErrorAnswer(ApiError.Of(status, "This client_request_id was used with another body."));
        }

        string state = job.IsDue && !job.Finished.IsCompleted
            ? JobStates.Name(JobStates.Queued, exchange.World.Switches)
            : await job.StateAsync();
        return Answer.Of(StatusCodes.Status202Accepted, JobView.Handle(job, state, exchange.World));
    }

    private static ErrorAnswer Unknown(string jobId) => new(ApiError.NotFound($"There is no job '{jobId}'."));

    private static void JudgePace(Exchange exchange, Job job)
    {
        TimeSpan least = exchange.World.Switches.Milliseconds(SwitchTable.MinPollMilliseconds);
        TimeSpan? pause = exchange.Arrived - job.LastPoll;
        if (pause is { } tooShort && tooShort < least - SandboxClock.TimerTolerance)
        {
            exchange.Judge(
                VerdictRule.PollTooFast,
                $"Job {job.Id} was polled after {tooShort.TotalMilliseconds:F0} ms, less than {least.TotalMilliseconds:F0}.");
        }

        job.LastPoll = exchange.Arrived;
    }
}
