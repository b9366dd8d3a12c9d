using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Phota.Parity;

/// <summary>What only a profile in training can show.</summary>
public sealed partial class ParityRun
{
    private const int MostFastPhotos = 10;

    private async Task AskTrainingAsync()
    {
        // Eleven photos for the tier that takes ten. Were they taken, this would be the training that is paid for.
        string[] urls = [.. _options.TrainingUri.Select(uri => uri.AbsoluteUri)];
        string[] tooMany = [.. Enumerable.Range(0, MostFastPhotos + 1).Select(i => urls[i % urls.Length])];
        (Reply mismatch, _) = await PayAsync(TrainingPrice, "profiles/add", Training(tooMany)).ConfigureAwait(false);
        Status("tier_mismatch_status", mismatch, 400, 422);
        Reply added = mismatch.IsSuccess ? mismatch : (await PayAsync(TrainingPrice, "profiles/add", Training(urls)).ConfigureAwait(false)).Reply;
        if (!added.IsSuccess) throw new FormatException($"the training was not accepted: {added.Show()}");
        Stopwatch clock = Stopwatch.StartNew();
        string path = $"profiles/{PathPart.Of(ProfileBody.Read(added.Body, null, null).ProfileId, "profile")}";
        string id = ProfileBody.Read(added.Body, null, null).ProfileId;

        await AskBeforeReadyAsync(path, id).ConfigureAwait(false);
        await AskListAsync().ConfigureAwait(false);
        PhotaProfileStatus status = await FollowTrainingAsync(path, id, clock).ConfigureAwait(false);
        try
        {
            if (status == PhotaProfileStatus.Ready) await AskIdentityAsync(id).ConfigureAwait(false);
            else Unknown("identity_in_output", "the profile did not get ready");
        }
        finally
        {
            await AskDeletionAsync(path).ConfigureAwait(false);
        }
    }

    private static Dictionary<string, object?> Training(string[] urls) => new() { ["image_urls"] = urls, ["training_tier"] = "fast" };

    private async Task AskBeforeReadyAsync(string path, string id)
    {
        Reply picture = await GetAsync($"{path}/profile_picture").ConfigureAwait(false);
        (Reply used, _) = await PayAsync(IdentityPrice, "enhance", AsJob(new() { ["image"] = Base64(), ["profile_ids"] = new[] { id } })).ConfigureAwait(false);
        Reply status = await GetAsync($"{path}/status").ConfigureAwait(false);
        if (status.Object is { } body && $"{body["status"]}" is not ("READY" or "ERROR"))
        {
            Status("profile_picture_before_ready", picture, 200, 404);
            SeeProfileStatus("not_ready_status", used, 400, 404, 409);
            return;
        }

        Unknown("profile_picture_before_ready", "the training was over before it could be asked");
        Unknown("not_ready_status", "the training was over before it could be asked");
    }

    private async Task AskListAsync()
    {
        Reply list = await GetAsync("profiles/ids").ConfigureAwait(false);
        if (list.Object?["profiles"] is JsonArray { Count: > 0 } profiles) await SeeProfileAsync(list, profiles).ConfigureAwait(false);
    }

    private async Task<PhotaProfileStatus> FollowTrainingAsync(string path, string id, Stopwatch clock)
    {
        SortedSet<string> states = new(StringComparer.Ordinal);
        PhotaProfileStatus now = default;
        Reply last = new(null, [], [], "never asked");
        await PollAsync(_options.TrainingTimeout, _options.TrainingInterval, _options.TrainingInterval, async () =>
        {
            last = await GetAsync($"{path}/status").ConfigureAwait(false);
            if (!last.IsSuccess) return last.Status == 404 || _silences >= SilencesUntilGivenUp;
            PhotaProfile profile = ProfileBody.Read(last.Body, id, null);
            now = profile.Status;
            states.Add(profile.ServiceStatus ?? "");
            return profile.IsDone;
        }).ConfigureAwait(false);
        Fact("training_states", states.Count == 0 ? last.Show() : string.Join(", ", states), states.IsSubsetOf(["VALIDATING", "QUEUING", "IN_PROGRESS", "READY"]));
        Fact("training_time", FormattableString.Invariant($"{clock.Elapsed.TotalSeconds:0} seconds"), now == PhotaProfileStatus.Ready);
        return now;
    }

    private async Task AskIdentityAsync(string id)
    {
        Dictionary<string, object?> fields = AsJob(new() { ["image"] = _options.TrainingUri[0].AbsoluteUri, ["profile_ids"] = new[] { id } });
        (Reply handle, _) = await PayAsync(IdentityPrice, "enhance", fields).ConfigureAwait(false);
        (Reply last, PhotaJob job) = await FollowAsync(Accepted(handle), isTold: false).ConfigureAwait(false);
        if (job.Status != PhotaJobStatus.Succeeded || ResultOf(last.Object)?["known_subjects"] is not JsonObject subjects)
        {
            Unknown("identity_in_output", "the result names no subjects");
            return;
        }

        bool isKnown = subjects["counts"] is JsonObject { Count: > 0 };
        See("identity_in_output", isKnown ? "auto" : "none", isKnown ? "the profile is counted in an image of its own training photo" : "no profile is counted");
    }

    private async Task AskDeletionAsync(string path)
    {
        Reply first = await SendAsync(_withKey, HttpMethod.Delete, $"/v1/phota/{path}").ConfigureAwait(false);
        Reply second = await SendAsync(_withKey, HttpMethod.Delete, $"/v1/phota/{path}").ConfigureAwait(false);
        if (first.IsSuccess) Status("delete_again_status", second, 200, 404);
        else Unknown("delete_again_status", $"the profile could not be deleted, and still exists: {first.Show()}");
    }
}
