using System.Collections.Concurrent;
using System.Globalization;
using static Phota.Sandbox.State.Switch;

namespace Phota.Sandbox.State;

/// <summary>A named decision of the sandbox, mostly where Phota's documentation leaves it open.</summary>
/// <param name="Alternatives">The closed set of values; empty for a number.</param>
/// <param name="Unknown">The section of the contract that leaves it open; <c>null</c> where it is only a convenience.</param>
internal sealed record Switch(string Name, string Default, IReadOnlyList<string> Alternatives, string? Unknown, string Note)
{
    // Any time span made of it still fits into a calendar.
    private const decimal MaxNumber = 10_000_000_000;

    public bool IsNumber => Alternatives.Count == 0;

    public string Expected => IsNumber ? "a number of 0 or more" : string.Join(", ", Alternatives);

    public bool Accepts(string value) => IsNumber
        ? decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) && number <= MaxNumber
        : Alternatives.Contains(value);

    public static Switch Choice(string name, string[] values, string? unknown, string note) => new(name, values[0], values, unknown, note);

    public static Switch Number(string name, string value, string? unknown, string note) => new(name, value, [], unknown, note);
}

internal sealed class Switches
{
    private readonly ConcurrentDictionary<string, string> _values = new();

    public Switches(IReadOnlyDictionary<string, string> initial) => Set(initial);

    public string this[Switch @switch] => _values.GetValueOrDefault(@switch.Name, @switch.Default);

    public decimal Number(Switch @switch) => decimal.Parse(this[@switch], CultureInfo.InvariantCulture);

    public int Integer(Switch @switch) => (int)Math.Min(int.MaxValue, Number(@switch));

    public TimeSpan Milliseconds(Switch @switch) => TimeSpan.FromMilliseconds((double)Number(@switch));

    public TimeSpan Seconds(Switch @switch) => TimeSpan.FromSeconds((double)Number(@switch));

    /// <summary>Sets all or none.</summary>
    /// <exception cref="ArgumentException">A name or value does not exist; the message lists what does.</exception>
    public void Set(IReadOnlyDictionary<string, string> values)
    {
        foreach ((string name, string value) in values)
        {
            if (!SwitchTable.ByName.TryGetValue(name, out Switch? known))
                throw new ArgumentException($"There is no switch '{name}'. The switches are: {string.Join(", ", SwitchTable.ByName.Keys)}.");
            if (!known.Accepts(value))
                throw new ArgumentException($"Switch '{name}' cannot be '{value}'. It takes: {known.Expected}.");
        }

        foreach ((string name, string value) in values)
            _values[name] = value;
    }
}

/// <summary>Every switch; the first value is the sandbox's default.</summary>
internal static class SwitchTable
{
    public static readonly Switch ErrorBody = Choice("error_body",
        ["phota", "type", "nested", "fastapi", "text", "html", "empty"], "2.12",
        "form of 400, 402, 404, 409, 429 and 5xx bodies");
    public static readonly Switch FrameworkErrorRequestId = Choice("framework_error_request_id",
        ["no", "yes"], "2.12", "whether 401, 403 and 422 bodies carry request_id too");
    public static readonly Switch MissingKeyStatus = Choice("missing_key_status",
        ["403", "401"], "1", "answer to a request without X-API-Key");
    public static readonly Switch DefaultOutputFormat = Choice("default_output_format",
        ["clock", "png", "jpg"], "10", "format when the request names none; clock = png before 2026-05-08, jpg from then on");
    public static readonly Switch UnknownFields = Choice("unknown_fields",
        ["ignore", "reject"], "10", "a body field that the contract does not have; always a verdict");
    public static readonly Switch UnknownModelStatus = Choice("unknown_model_status",
        ["422", "400"], "2.11", "a base_model that does not exist");
    public static readonly Switch BadComboStatus = Choice("bad_combo_status",
        ["400", "422"], "3", "async without urls, callback_url without async");
    public static readonly Switch EditWithoutImages = Choice("edit_without_images",
        ["400", "422", "allow"], "2.1", "an edit with no image at all; the schema does not mark images as required");
    public static readonly Switch UnfetchableUrlStatus = Choice("unfetchable_url_status",
        ["400", "422"], "2.1", "an image URL of this sandbox that is expired or does not exist");

    public static readonly Switch UnknownProfileStatus = Choice("unknown_profile_status",
        ["404", "400", "ignore"], "4", "a profile id in a request that does not exist");
    public static readonly Switch NotReadyStatus = Choice("not_ready_status",
        ["400", "404", "409", "ignore"], "4", "a profile id in a request that is not READY");
    public static readonly Switch TierMismatchStatus = Choice("tier_mismatch_status",
        ["422", "400"], "9", "a photo count that the training tier does not take");
    public static readonly Switch DeleteAgainStatus = Choice("delete_again_status",
        ["404", "200"], "4", "deleting a profile for the second time");
    public static readonly Switch PictureBeforeReady = Choice("picture_before_ready",
        ["404", "200"], "2.9", "profile_picture before the profile is READY");
    public static readonly Switch ProfileItemForm = Choice("profile_item_form",
        ["object", "full", "id_string"], "2.7", "items of /profiles/ids");
    public static readonly Switch ProfileMessageForm = Choice("profile_message_form",
        ["null", "empty", "missing"], "2.8", "message of a profile without an error");
    public static readonly Switch TrainingMilliseconds = Number("training_ms", "0", "4",
        "training time on the sandbox clock: a sixth each VALIDATING and QUEUING, the rest IN_PROGRESS");
    public static readonly Switch RefundTrainingError = Choice("refund_training_error",
        ["yes", "no"], "6", "whether a training that ends in ERROR is refunded");
    public static readonly Switch IdentityInOutput = Choice("identity_in_output",
        ["auto", "none"], "4", "auto: every profile passed is recognised in every output");

    public static readonly Switch JobStateNames = Choice("job_state_names",
        ["default", "alternative", "other", "upper"], "3",
        "queued/running/succeeded/failed, pending/processing/completed/error, "
        + "waiting/in_progress/done/expired, or the first in upper case");
    public static readonly Switch JobBodyForm = Choice("job_body_form",
        ["result", "flat", "wrapped", "output"], "3",
        "result: nested under result; flat: its fields at the top; wrapped: all under job; "
        + "output: nested under output, id instead of job_id");
    public static readonly Switch PollUrlForm = Choice("poll_url_form",
        ["absolute", "relative", "foreign_host"], "3", "poll_url of a job");
    public static readonly Switch JobMilliseconds = Number("job_ms", "0", "3",
        "run time of a job on the sandbox clock; queued for the first tenth");
    public static readonly Switch RefundFailedJob = Choice("refund_failed_job",
        ["yes", "no"], "6", "whether a failed job gives its reservation back");
    public static readonly Switch ResignUrlsOnPoll = Choice("resign_urls_on_poll",
        ["yes", "no"], "3", "whether each poll of a finished job signs its URLs anew");
    public static readonly Switch ClientRequestIdScope = Choice("client_request_id_scope",
        ["account", "endpoint"], "3", "what a client_request_id is unique in");
    public static readonly Switch ClientRequestIdConflict = Choice("client_request_id_conflict",
        ["original", "409", "422"], "3", "the same client_request_id with another body");
    public static readonly Switch ClientRequestIdLifeSeconds = Number("client_request_id_life_seconds", "0", "3",
        "how long a client_request_id finds its job, on the sandbox clock; 0 = for ever");
    public static readonly Switch ClientRequestIdOnSync = Choice("client_request_id_on_sync",
        ["ignored", "original"], "3", "whether it returns the original result on the synchronous path too");
    public static readonly Switch JobRetentionSeconds = Number("job_retention_seconds", "0", "3",
        "how long a finished job can be polled, on the sandbox clock; 0 = for ever");
    public static readonly Switch MinPollMilliseconds = Number("min_poll_ms", "0", "3",
        "polls of one job closer together than this are a verdict");
    public static readonly Switch SignatureForm = Choice("signature_form",
        ["sha256=", "hex", "t,v1", "base64"], "3", "value of X-Phota-Signature");
    public static readonly Switch WebhookSecretKey = Choice("webhook_secret_key",
        ["secret", "webhook_secret", "signing_secret"], "3", "key of the /webhook-secret body");
    public static readonly Switch CallbackBody = Choice("callback_body",
        ["job", "id"], "3", "the whole job, or its id and status only");
    public static readonly Switch CallbackDelivery = Choice("callback_delivery",
        ["once", "twice", "lost"], "3", "how often a callback is sent");

    public static readonly Switch EmptyArrayForm = Choice("empty_array_form",
        ["empty", "null", "missing"], "2.5", "the array of the response mode that was not asked for");
    public static readonly Switch KnownSubjectsForm = Choice("known_subjects_form",
        ["counts", "missing", "null"], "2.5", "known_subjects of a result");
    public static readonly Switch UrlLifeSeconds = Number("url_life_seconds", "86400", null,
        "life of a signed download URL");
    public static readonly Switch ExpiredUrlStatus = Choice("expired_url_status",
        ["403", "400", "404", "410"], "1", "a download URL that is expired or whose signature is wrong");

    public static readonly Switch AbandonedRequest = Choice("abandoned_request",
        ["charged", "free"], "6", "a synchronous request whose client disconnected before its images were made");
    public static readonly Switch PromptLimit = Number("prompt_limit", "0", "7",
        "longest prompt in characters before 422; 0 = any");
    public static readonly Switch ProfileIdsLimit = Number("profile_ids_limit", "0", "7",
        "most profile ids of a request before 422; 0 = any");
    public static readonly Switch BodyLimitBytes = Number("body_limit_bytes", "0", "7",
        "largest request body before 413; 0 = any");
    public static readonly Switch DeprecationHeader = Choice("deprecation_header",
        ["off", "on"], "1", "X-Phota-Deprecation-Date on the answers of the four operations");
    public static readonly Switch RateLimitPerSecond = Number("rate_limit_per_second", "0", "10",
        "API requests a second before 429 with Retry-After; 0 = off");
    public static readonly Switch MaxConcurrent = Number("max_concurrent", "0", "10",
        "operations at once before 429 with Retry-After; 0 = off");
    public static readonly Switch RetryGraceMilliseconds = Number("retry_grace_ms", "250", null,
        "after a Retry-After was told, other requests may still arrive this long unjudged: they were under way");
    public static readonly Switch SyncLimitSeconds = Number("sync_limit_seconds", "600", null,
        "a synchronous operation that takes longer, on the sandbox clock, is a 504 and costs nothing");
    public static readonly Switch LatencyMilliseconds = Number("latency_ms", "0", null,
        "time an operation takes, on the sandbox clock");
    public static readonly Switch Latency = Choice("latency",
        ["instant", "realistic"], null, "realistic: seeded, as measured (37 to 95 s), on top of latency_ms");
    public static readonly Switch Pictures = Choice("pictures",
        ["derived", "stock"], null, "derived: made from the photo that was sent; stock: a stock image");
    public static readonly Switch PictureSize = Choice("picture_size",
        ["contract", "small"], null, "small: 64 px on the longest side, for load");

    public static readonly Switch PriceEdit = Number("price_edit", "0.10", "6",
        "our own figure, not Phota's: USD per output image");
    public static readonly Switch PriceEditIdentity = Number("price_edit_identity", "0.13", "6",
        "our own figure, not Phota's: USD per output image with identity");
    public static readonly Switch PriceGenerate = Number("price_generate", "0.10", "6",
        "our own figure, not Phota's: USD per output image");
    public static readonly Switch PriceGenerateIdentity = Number("price_generate_identity", "0.13", "6",
        "our own figure, not Phota's: USD per output image with identity");

    public static IReadOnlyList<Switch> All { get; } =
    [
        .. typeof(SwitchTable).GetFields().Where(f => f.FieldType == typeof(Switch)).Select(f => (Switch)f.GetValue(null)!),
    ];

    public static IReadOnlyDictionary<string, Switch> ByName { get; } = All.ToDictionary(s => s.Name);
}
