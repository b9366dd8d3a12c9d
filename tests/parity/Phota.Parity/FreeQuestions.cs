using System.Text.Json.Nodes;

namespace Phota.Parity;

/// <summary>What costs nothing, and what costs only if the service takes what its contract says it refuses.</summary>
public sealed partial class ParityRun
{
    private const int Burst = 20;
    private const int LongPrompt = 20_000;
    private const int ManyProfiles = 100;
    private const int LargestBody = 8 * 1024 * 1024;

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static string Job(string id) => $"jobs/{PathPart.Of(id, "job")}";

    private Uri NoPhoto => new(_options.BaseUri, "/parity/no-such-photo.jpg");

    private IEnumerable<ParityQuestion> Ask()
    {
        yield return Free("rate", $"ask {Burst} times at once", AskRateAsync, "rate_limit_per_second");
        yield return Free("openapi", "read openapi.json", AskOpenApiAsync, "api_version", "schema_job", "schema_remix_required");
        yield return Free("keys", "ask without a key and with a wrong one", AskKeysAsync, "missing_key_status", "invalid_key_status", "missing_key_body", "invalid_key_body");
        yield return Free("paths", "ask for what is not there", AskPathsAsync, "error_body", "unknown_path_status", "models_path_status", "unknown_job_status", "unknown_profile_lookup_status", "reader_errors");
        yield return Free("profiles", "list the profiles", AskProfilesAsync, "profile_item_form", "profile_message_form", "profile_list_keys", "reader_profiles");
        yield return Free("secret", "ask for the webhook secret", AskSecretAsync, "webhook_secret_key", "reader_secret");
        yield return Refused("fields", "generate no image at all, with unknown fields", UnpublishedPrice, AskFieldsAsync, "unknown_fields", "validation_body", "framework_error_request_id", "generate_with_profile_ids");
        yield return Refused("body limit", $"send a body of {LargestBody / 1024 / 1024} MiB that is invalid", UnpublishedPrice, AskBodyLimitAsync, "body_limit_bytes");
        yield return Refused("prompt limit", $"send a prompt of {LongPrompt} characters with an impossible quality", UnpublishedPrice, AskPromptLimitAsync, "prompt_limit");
        yield return Refused("profile ids", $"name {ManyProfiles} unknown profiles with an impossible quality", UnpublishedPrice, AskProfileIdsAsync, "profile_ids_limit");
        yield return Refused("photo URL", "enhance a photo whose URL leads nowhere", EnhancePrice, AskUnfetchableAsync, "unfetchable_url_status");
        yield return Refused("combination", "ask for a job without URLs", EnhancePrice, AskCombinationAsync, "bad_combo_status");
        yield return Refused("unknown profile", "enhance with a profile that does not exist", IdentityPrice, AskUnknownProfileAsync, "unknown_profile_status");
        yield return Refused("unknown model", "generate with a model that does not exist", UnpublishedPrice, AskModelAsync, "unknown_model_status");
        yield return Refused("edit", "edit no image", UnpublishedPrice, AskEditAsync, "edit_without_images");
        foreach (ParityQuestion question in AskPaid()) yield return question;
    }

    private static ParityQuestion Free(string name, string text, Func<Task> ask, params string[] answers) =>
        new(name, text, 0) { AskAsync = ask, Answers = answers };

    private static ParityQuestion Refused(string name, string text, decimal most, Func<Task> ask, params string[] answers) =>
        new(name, text + "; free by the contract", most) { AskAsync = ask, Answers = answers };

    private async Task AskRateAsync()
    {
        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => BurstAsync())).ConfigureAwait(false);
        int throttled = replies.Count(reply => reply.Status == 429), answered = replies.Count(reply => reply is { IsSuccess: true, Json: not null });
        if (throttled > 0)
        {
            Fact("retry_after", $"429 with Retry-After: {replies.First(reply => reply.Status == 429).Header("Retry-After") ?? "none"}");
            See("rate_limit_per_second", answered > 0 ? $"{answered}" : null, $"{answered} of {Burst} requests at once were answered, {throttled} throttled");
        }
        else
        {
            See("rate_limit_per_second", answered == Burst ? "0" : null, answered == Burst ? $"no limit at {Burst} requests at once" : replies.First(reply => reply is not { IsSuccess: true, Json: not null }).Show());
        }

        async Task<Reply> BurstAsync()
        {
            using Deadline deadline = new(_options.RequestTimeout, TimeProvider.System, _stop.Token);
            return (await SendOnceAsync(_withKey, HttpMethod.Get, new Uri(_options.BaseUri, "/v1/phota/profiles/ids"), null, deadline).ConfigureAwait(false)).Reply;
        }
    }

    private async Task AskOpenApiAsync()
    {
        Reply reply = await GetAsync("openapi.json").ConfigureAwait(false);
        if (reply.Object?["info"] is not JsonObject info || info["version"]?.ToString() is not { } version)
        {
            foreach (string name in new[] { "api_version", "schema_job", "schema_remix_required" }) Fact(name, $"no version: {reply.Show()}", false);
            return;
        }

        Fact("api_version", version.TrimStart('v'));
        JsonObject? schemas = (reply.Object["components"] as JsonObject)?["schemas"] as JsonObject;
        string[] handle = Names(schemas?["JobHandle"], "properties");
        Fact("schema_job", handle.Length == 0 ? "no JobHandle" : string.Join(", ", handle), handle.Contains("job_id") && handle.Contains("poll_url"));
        Fact("schema_remix_required", string.Join(", ", Names(schemas?["RemixRequest"], "required")));

        static string[] Names(JsonNode? schema, string key) => (schema as JsonObject)?[key] switch
        {
            JsonObject properties => [.. properties.Select(property => property.Key).Order(StringComparer.Ordinal)],
            JsonArray names => [.. names.Select(name => $"{name}").Order(StringComparer.Ordinal)],
            _ => [],
        };
    }

    private async Task AskKeysAsync()
    {
        Reply missing = await SendAsync(_withoutKey, HttpMethod.Get, "/v1/phota/profiles/ids").ConfigureAwait(false);
        Status("missing_key_status", missing, 401, 403);
        Fact("missing_key_body", Keys(missing.Object, "request_id"));
        Reply wrong = await SendAsync(_withWrongKey, HttpMethod.Get, "/v1/phota/profiles/ids").ConfigureAwait(false);
        Fact("invalid_key_status", $"{wrong.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? wrong.Show()}");
        Fact("invalid_key_body", Keys(wrong.Object, "request_id"));
    }

    private static string Keys(JsonObject? body, string except = "") => body is null
        ? "no JSON object"
        : string.Join(", ", body.Select(property => property.Key).Where(key => key != except).Order(StringComparer.Ordinal));

    private async Task AskPathsAsync()
    {
        Reply job = await GetAsync(Job(Guid.NewGuid().ToString())).ConfigureAwait(false);
        Fact("unknown_job_status", StatusOf(job));
        See("error_body", job.Status is >= 400 ? ErrorForm(job) : null, job);
        bool isRead = job.Status is >= 400 && (ErrorBody.Parse(job.Body).Detail is not null || ErrorForm(job) is "text" or "html" or "empty");
        Fact("reader_errors", isRead ? "understood" : $"not understood: {job.Show()}");

        Fact("unknown_profile_lookup_status", StatusOf(await GetAsync($"profiles/{NewId()}/status").ConfigureAwait(false)));
        Fact("unknown_path_status", StatusOf(await GetAsync("parity-no-such-path").ConfigureAwait(false)));
        Fact("models_path_status", StatusOf(await GetAsync("models").ConfigureAwait(false)));
    }

    private static string StatusOf(Reply reply) => reply.Status is { } status ? FormattableString.Invariant($"{status}") : reply.Show();

    private static string? ErrorForm(Reply reply)
    {
        if (reply.Body.Length == 0) return "empty";
        if (reply.Object is not { } body)
        {
            return (reply.MediaType, reply.Json) switch
            {
                ("text/html", _) => "html",
                ("text/plain", _) => "text",
                _ => null,
            };
        }

        if (body["error"] is JsonObject) return "nested";
        if (body["detail"] is not JsonValue) return null;
        return body.ContainsKey("code") ? "phota" : body.ContainsKey("type") ? "type" : "fastapi";
    }

    private async Task AskProfilesAsync()
    {
        Reply reply = await GetAsync("profiles/ids").ConfigureAwait(false);
        if (reply.Object?["profiles"] is not JsonArray profiles)
        {
            foreach (string name in new[] { "profile_item_form", "profile_list_keys", "reader_profiles" }) Fact(name, $"no list: {reply.Show()}", false);
            return;
        }

        Fact("profile_list_keys", Keys(reply.Object));
        if (profiles.Count == 0)
        {
            foreach (string name in new[] { "profile_item_form", "profile_message_form", "reader_profiles" }) Unknown(name, "the account has no profile");
            return;
        }

        await SeeProfileAsync(reply, profiles).ConfigureAwait(false);
    }

    private async Task SeeProfileAsync(Reply list, JsonArray profiles)
    {
        See("profile_item_form", ItemForm(profiles[0]), profiles[0] is JsonObject item ? $"objects of {Keys(item)}" : "strings");
        IReadOnlyList<PhotaProfile> read;
        try
        {
            read = ProfileBody.ReadList(list.Body, null);
            Fact("reader_profiles", "understood");
        }
        catch (PhotaException e)
        {
            Fact("reader_profiles", $"not understood: {e.Message}");
            return;
        }

        // One with an error has a message of its own.
        foreach (PhotaProfile profile in read.Take(3))
        {
            Reply status = await GetAsync($"profiles/{PathPart.Of(profile.ProfileId, "profile")}/status").ConfigureAwait(false);
            if (status.Object is not { } body || $"{body["status"]}" is "ERROR" or "INACTIVE") continue;
            SeeMessage(body);
            return;
        }

        Unknown("profile_message_form", "no profile without an error could be asked about");
    }

    private void SeeMessage(JsonObject body)
    {
        string? form = !body.TryGetPropertyValue("message", out JsonNode? message) ? "missing"
            : message is null ? "null"
            : $"{message}".Length == 0 ? "empty"
            : null;
        See("profile_message_form", form, form ?? "a text");
    }

    private static string? ItemForm(JsonNode? item) => item switch
    {
        JsonObject known when known.ContainsKey("profile_id") => known.ContainsKey("tag") || known.ContainsKey("created_at") ? "full" : "object",
        JsonValue value when value.TryGetValue(out string? _) => "id_string",
        _ => null,
    };

    private async Task AskSecretAsync()
    {
        Reply reply = await GetAsync("webhook-secret").ConfigureAwait(false);
        foreach (JsonValue value in (reply.Object ?? []).Select(property => property.Value).OfType<JsonValue>())
        {
            if ($"{value}" is { Length: > 5 } secret) _secrets.Add((secret, "whsec_removed"));
        }

        string[] keys = ["secret", "webhook_secret", "signing_secret"];
        string? key = reply.IsSuccess ? Array.Find(keys, name => reply.Object?.ContainsKey(name) == true) : null;
        See("webhook_secret_key", key, key is not null ? $"keys: {Keys(reply.Object)}" : reply.IsSuccess && reply.Object is not null ? $"other keys: {Keys(reply.Object)}" : reply.Show());
        try
        {
            _secret = reply.IsSuccess ? WebhookSecretBody.Read(reply.Body) : null;
            Fact("reader_secret", _secret is null ? $"not understood: {reply.Show()}" : "understood");
        }
        catch (PhotaException)
        {
            Fact("reader_secret", "not understood: it holds no secret under a known key");
        }
    }

    private async Task AskFieldsAsync()
    {
        // Refused for its count in any case: so that an ignored field costs nothing.
        (Reply reply, _) = await PayAsync(UnpublishedPrice, "generate", new Dictionary<string, object?>
        {
            ["prompt"] = "a lighthouse",
            ["num_output_images"] = 0,
            ["output_format"] = "jpg",
            ["response_mode"] = "urls",
            ["parity_unknown_field"] = true,
            ["profile_ids"] = new[] { NewId() },
        }).ConfigureAwait(false);
        bool isList = reply.Status == 422 && reply.Problems.Count > 0;
        string[] refused = [.. reply.Problems.Select(problem => problem.Field)];
        See("unknown_fields", isList ? refused.Contains("parity_unknown_field") ? "reject" : "ignore" : null, reply);
        Fact("generate_with_profile_ids", !isList ? reply.Show() : refused.Contains("profile_ids") ? "reject" : "ignore");
        bool isFastApi = isList && reply.Object!["detail"]!.AsArray().All(item => item is JsonObject problem && problem.ContainsKey("loc") && problem.ContainsKey("msg") && problem.ContainsKey("type"));
        Fact("validation_body", isFastApi ? "detail: a list of loc, msg, type" : reply.Show());
        See("framework_error_request_id", reply.Object is null ? null : reply.Object.ContainsKey("request_id") ? "yes" : "no", reply);
    }

    private async Task AskBodyLimitAsync()
    {
        int largest = 0, smallest = 0;
        for (int size = LargestBody; size >= 64 * 1024; size /= 2)
        {
            (Reply reply, _) = await PayAsync(UnpublishedPrice, "generate", new Dictionary<string, object?> { ["prompt"] = new string('a', size - 64), ["num_output_images"] = 0 }).ConfigureAwait(false);
            if (reply.Status is not (400 or 413 or 422))
            {
                See("body_limit_bytes", null, reply);
                return;
            }

            if (reply.Status != 413)
            {
                largest = size;
                break;
            }

            smallest = size;
        }

        if (smallest == 0) See("body_limit_bytes", "0", $"no limit at {LargestBody / 1024 / 1024} MiB");
        else See("body_limit_bytes", largest == 0 ? null : $"{largest}", $"{largest} bytes are taken, {smallest} are a 413");
    }

    private async Task AskPromptLimitAsync()
    {
        (Reply reply, _) = await PayAsync(UnpublishedPrice, "generate", Impossible(new() { ["prompt"] = new string('a', LongPrompt) })).ConfigureAwait(false);
        SeeLimit("prompt_limit", "prompt", $"{LongPrompt} characters", reply);
    }

    private async Task AskProfileIdsAsync()
    {
        string[] ids = [.. Enumerable.Range(0, ManyProfiles).Select(_ => NewId())];
        (Reply reply, _) = await PayAsync(
            UnpublishedPrice, "edit", Impossible(new() { ["prompt"] = "a hat", ["images"] = new[] { NoPhoto.AbsoluteUri }, ["profile_ids"] = ids })).ConfigureAwait(false);
        SeeLimit("profile_ids_limit", "profile_ids", $"{ManyProfiles} profiles", reply);
    }

    // A quality is for gpt-image-2 alone (release-notes v0.4.0), so that a request within the limits is refused too.
    private static Dictionary<string, object?> Impossible(Dictionary<string, object?> fields)
    {
        fields["base_model"] = "nb2";
        fields["quality"] = "high";
        fields["output_format"] = "jpg";
        fields["response_mode"] = "urls";
        return fields;
    }

    private void SeeLimit(string name, string field, string asked, Reply reply)
    {
        bool isAboutIt = reply.Status == 422 && reply.Problems.Any(problem => problem.Field == field);
        if (isAboutIt) See(name, reply.LimitOf(field), reply);
        else if (reply.Status is 400 or 422) See(name, "0", $"no limit at {asked} ({reply.Show()})");
        else See(name, null, reply);
    }

    private async Task AskUnfetchableAsync()
    {
        (Reply reply, _) = await PayAsync(EnhancePrice, "enhance", AsJob(new() { ["image"] = NoPhoto.AbsoluteUri })).ConfigureAwait(false);
        Status("unfetchable_url_status", reply, 400, 422);
    }

    private async Task AskCombinationAsync()
    {
        Dictionary<string, object?> fields = AsJob(new() { ["image"] = Base64() });
        fields["response_mode"] = "bytes";
        (Reply reply, _) = await PayAsync(EnhancePrice, "enhance", fields).ConfigureAwait(false);
        Status("bad_combo_status", reply, 400, 422);
    }

    private async Task AskUnknownProfileAsync()
    {
        (Reply reply, _) = await PayAsync(IdentityPrice, "enhance", AsJob(new() { ["image"] = Base64(), ["profile_ids"] = new[] { NewId() } })).ConfigureAwait(false);
        SeeProfileStatus("unknown_profile_status", reply, 400, 404);
    }

    private void SeeProfileStatus(string name, Reply reply, params int[] positions)
    {
        if (reply.IsSuccess) See(name, "ignore", reply);
        else Status(name, reply, positions);
    }

    private async Task AskModelAsync()
    {
        (Reply reply, _) = await PayAsync(UnpublishedPrice, "generate", AsJob(new() { ["prompt"] = "a lighthouse", ["base_model"] = "parity-no-such-model" })).ConfigureAwait(false);
        Status("unknown_model_status", reply, 400, 422);
    }

    private async Task AskEditAsync()
    {
        (Reply reply, _) = await PayAsync(UnpublishedPrice, "edit", AsJob(new() { ["prompt"] = "a hat" })).ConfigureAwait(false);
        if (reply.IsSuccess) See("edit_without_images", "allow", reply);
        else Status("edit_without_images", reply, 400, 422);
    }

    private static Dictionary<string, object?> AsJob(Dictionary<string, object?> fields, string? id = null)
    {
        fields["output_format"] = "jpg";
        fields["response_mode"] = "urls";
        fields["async"] = true;
        fields["client_request_id"] = id ?? NewId();
        return fields;
    }

    private string Base64() => Convert.ToBase64String(File.ReadAllBytes(_options.Photo));
}
