using Phota.Sandbox.Http;
using Phota.Sandbox.State;
using Phota.Sandbox.Work;

namespace Phota.Sandbox.Control;

internal static class JobsControl
{
    public static async Task<IResult> ListAsync(Worlds worlds)
    {
        World world = worlds.Current;
        await world.Jobs.SettleAsync();
        object[] jobs = await Task.WhenAll(world.Jobs.List().Select(ShowAsync));
        return Answer.Ok(new { Jobs = jobs });
    }

    private static async Task<object> ShowAsync(Job job) => new
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
