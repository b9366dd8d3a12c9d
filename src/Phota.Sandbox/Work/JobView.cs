using System.Text.Json.Nodes;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Work;

/// <summary>A job as JSON, in the forms that the switches pick.</summary>
internal static class JobView
{
    public static JsonObject Handle(Job job, string state, World world) => new()
    {
        ["job_id"] = job.Id,
        ["status"] = state,
        ["poll_url"] = PollUrl(job, world),
    };

    public static JsonObject Body(Job job, string state, World world)
    {
        // A scripted state may claim that it still runs while the work is done: then it shows no result either.
        bool isOver = state == JobStates.Name(JobStates.Succeeded, world.Switches)
            || state == JobStates.Name(JobStates.Failed, world.Switches);
        JsonObject? result = isOver ? job.Result?.ToJson() : null;
        JsonObject? error = isOver && job.Error is { } e ? new JsonObject { ["code"] = e.Code, ["detail"] = e.Detail } : null;
        JsonObject body = Handle(job, state, world);
        return world.Switches[SwitchTable.JobBodyForm] switch
        {
            "flat" => Times(Flatten(Put(body, "error", error), result), job),
            "wrapped" => new JsonObject { ["job"] = Times(Put(Put(body, "result", result), "error", error), job) },
            "output" => Times(Put(Put(Rename(body), "output", result), "error", error), job),
            _ => Times(Put(Put(body, "result", result), "error", error), job),
        };
    }

    private static string PollUrl(Job job, World world)
    {
        string path = $"{StudioPaths.Root}/jobs/{job.Id}";
        return world.Switches[SwitchTable.PollUrlForm] switch
        {
            "relative" => path,
            "foreign_host" => "https://jobs.sandbox.invalid" + path,
            _ => new Uri(world.BaseUri, path).AbsoluteUri,
        };
    }

    private static JsonObject Put(JsonObject body, string name, JsonNode? value)
    {
        body[name] = value;
        return body;
    }

    private static JsonObject Flatten(JsonObject body, JsonObject? result)
    {
        foreach ((string name, JsonNode? value) in result ?? [])
            body[name] = value?.DeepClone();
        return body;
    }

    private static JsonObject Rename(JsonObject body)
    {
        body["id"] = body["job_id"]!.DeepClone();
        body.Remove("job_id");
        return body;
    }

    private static JsonObject Times(JsonObject body, Job job)
    {
        body["created_at"] = job.CreatedAt.ToString("O");
        body["completed_at"] = job.CompletedAt?.ToString("O");
        return body;
    }
}
