using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Phota.Parity;

/// <summary>What is paid for: one enhance as a job, one generate, and a training only where its photos are given.</summary>
public sealed partial class ParityRun
{
    private const int PollsAtOnce = 10;

    private static readonly Dictionary<string, string[]> s_stateNames = new()
    {
        ["default"] = ["queued", "running", "succeeded", "failed"],
        ["alternative"] = ["pending", "processing", "completed", "error"],
        ["other"] = ["waiting", "in_progress", "done", "expired"],
        ["upper"] = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED"],
    };

    // Signatures hold for whole seconds: sooner, a new one may equal the old.
    private static readonly TimeSpan s_signedAnew = TimeSpan.FromMilliseconds(1100);

    private WebhookSecret? _secret;
    private (string RequestId, string JobId)? _job;
    private (Dictionary<string, object?> Fields, string Digest)? _generated;

    private IEnumerable<ParityQuestion> AskPaid()
    {
        string[] callback = _options is { CallbackUri: not null, ListenOn: not null } ? ["callback_delivery", "callback_body", "signature_form"] : [];
        yield return new("job", "enhance one photo as a job and poll it" + (callback.Length > 0 ? ", with a callback" : ""), EnhancePrice)
        {
            AskAsync = AskJobAsync,
            Answers =
            [
                "job_handle_status", "job_handle_keys", "poll_url_form", "job_states", "job_state_names", "job_body_form", "job_time", "job_polling",
                "resign_urls_on_poll", "empty_array_form", "known_subjects_form", "download_host", "download_query", "download_headers",
                "expired_url_status", "reader_job", .. callback,
            ],
        };
        yield return Refused("repeat", "submit the same job again, with its client_request_id", EnhancePrice, AskRepeatAsync, "client_request_id_repeat");
        yield return Refused("conflict", "submit another prompt with that client_request_id", EnhancePrice, AskConflictAsync, "client_request_id_conflict");
        yield return new("generate", "generate one image at 1K, of no named format", UnpublishedPrice)
        {
            AskAsync = AskGenerateAsync,
            Answers = ["default_output_format", "image_size_1k", "reader_images"],
        };
        yield return new("generate again", "generate it again with its client_request_id", UnpublishedPrice)
        {
            AskAsync = AskGenerateAgainAsync,
            Answers = ["client_request_id_on_sync"],
        };
        yield return new("scope", "submit a generate with the client_request_id of the enhance", UnpublishedPrice)
        {
            AskAsync = AskScopeAsync,
            Answers = ["client_request_id_scope"],
        };
        if (_options.TrainingUri.Count == 0) yield break;
        yield return new("training", "train a fast profile, use it and delete it", TrainingPrice + (2 * IdentityPrice))
        {
            AskAsync = AskTrainingAsync,
            Answers =
            [
                "tier_mismatch_status", "profile_picture_before_ready", "not_ready_status", "training_states", "training_time", "profile_message_form",
                "profile_item_form", "reader_profiles", "identity_in_output", "delete_again_status",
            ],
        };
    }

    private async Task AskJobAsync()
    {
        using CallbackListener? listener = _options is { CallbackUri: not null, ListenOn: { } prefix } ? new CallbackListener(prefix) : null;
        string id = NewId();
        EnhanceRequest request = new(ImageInput.FromFile(_options.Photo));
        (Reply handle, ParityCharge charge) = await PayAsync(EnhancePrice, "enhance", request.ToBody(new AsyncFields(id, _options.CallbackUri))).ConfigureAwait(false);
        Fact("job_handle_status", StatusOf(handle));
        PhotaJob job = Accepted(handle);
        _job = (id, job.JobId);
        Fact("job_handle_keys", Keys(handle.Object));
        SeePollUrl(handle.Object?["poll_url"]?.ToString());

        (Reply last, job) = await FollowAsync(job).ConfigureAwait(false);
        JsonObject result = SeeResult(last);
        await PollAtOnceAsync(job).ConfigureAwait(false);
        if (listener is not null) SeeCallback(await listener.ReceiveAsync(_options.CallbackWait).ConfigureAwait(false));
        if (result["download_urls"] is not JsonArray { Count: > 0 } urls || !Uri.TryCreate($"{urls[0]}", UriKind.Absolute, out Uri? url)) return;
        _budget.Settle(charge, EnhancePrice);
        await Task.Delay(s_signedAnew, _stop.Token).ConfigureAwait(false);
        string? later = (ResultOf((await GetAsync(Job(job.JobId)).ConfigureAwait(false)).Object)?["download_urls"] as JsonArray)?.FirstOrDefault()?.ToString();
        See("resign_urls_on_poll", later is null ? null : later != $"{urls[0]}" ? "yes" : "no", later is null ? "a later poll shows no URL" : later != $"{urls[0]}" ? "another URL" : "the same URL");
        await DownloadAsync(url).ConfigureAwait(false);
    }

    private PhotaJob Accepted(Reply handle)
    {
        if (!handle.IsSuccess) throw new FormatException($"the job was not accepted: {handle.Show()}");
        try
        {
            return JobBody.Read(handle.Body, null);
        }
        catch (PhotaException e)
        {
            Fact("reader_job", $"not understood: {handle.Show()}");
            throw new FormatException($"the answer to the job is not understood ({e.Message}): {handle.Show()}");
        }
    }

    private void SeePollUrl(string? url)
    {
        bool isAbsolute = url?.StartsWith("http", StringComparison.Ordinal) == true && Uri.TryCreate(url, UriKind.Absolute, out _);
        string? form = url is null ? null
            : isAbsolute ? Endpoint.IsSameOrigin(new Uri(url), _options.BaseUri) ? "absolute" : "foreign_host"
            : url.StartsWith('/') ? "relative"
            : null;
        See("poll_url_form", form, url ?? "no poll_url");
    }

    private async Task<(Reply Last, PhotaJob Job)> FollowAsync(PhotaJob job, bool isTold = true)
    {
        Stopwatch clock = Stopwatch.StartNew();
        List<string> states = job.ServiceStatus is { } first ? [first] : [];
        Reply last = new(null, [], [], "never asked");
        await PollAsync(_options.JobTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), async () =>
        {
            last = await GetAsync(Job(job.JobId)).ConfigureAwait(false);
            if (last.Status == 404 || last.Status is null && _silences >= SilencesUntilGivenUp) return true;
            if (!last.IsSuccess) return false;
            job = job.Updated(Accepted(last));
            if (job.ServiceStatus is { } state && !states.Contains(state)) states.Add(state);
            return job.IsDone;
        }).ConfigureAwait(false);
        if (!isTold) return (last, job);

        Fact("job_states", states.Count == 0 ? last.Show() : string.Join(", ", states), job.Status == PhotaJobStatus.Succeeded && states.TrueForAll(s_stateNames["default"].Contains));
        string? names = states.Count == 0 ? null : s_stateNames.FirstOrDefault(set => states.TrueForAll(set.Value.Contains)).Key;
        See("job_state_names", names, states.Count == 0 ? last.Show() : string.Join(", ", states));
        Fact("job_time", job.IsDone ? FormattableString.Invariant($"{clock.Elapsed.TotalSeconds:0.0} seconds") : $"not done: {last.Show()}", job.IsDone && clock.Elapsed.TotalSeconds < 600);
        if (job.Status != PhotaJobStatus.Succeeded) throw new FormatException($"the job did not succeed: {last.Show()}");
        return (last, job);
    }

    private JsonObject SeeResult(Reply last)
    {
        JsonObject body = last.Object!;
        string? form = body["job"] is JsonObject ? "wrapped"
            : body["output"] is JsonObject ? "output"
            : body["result"] is JsonObject ? "result"
            : body.ContainsKey("download_urls") ? "flat"
            : null;
        See("job_body_form", form, $"keys: {Keys(body)}");
        Fact("reader_job", "understood");
        JsonObject result = ResultOf(body) ?? throw new FormatException($"the job shows no result: {last.Show()}");
        See("empty_array_form", Position(result, "images"), Position(result, "images") ?? $"images is {result["images"]?.GetValueKind()}");
        string? subjects = result["known_subjects"] is JsonObject known ? known["counts"] is JsonObject ? "counts" : null : Position(result, "known_subjects");
        See("known_subjects_form", subjects == "empty" ? null : subjects, subjects ?? "another form");
        return result;
    }

    private static JsonObject? ResultOf(JsonObject? body) => body is null ? null
        : body["job"] is JsonObject inner ? ResultOf(inner)
        : body["result"] as JsonObject ?? body["output"] as JsonObject ?? (body.ContainsKey("download_urls") ? body : null);

    private async Task PollAtOnceAsync(PhotaJob job)
    {
        Uri url = new(_options.BaseUri, $"/v1/phota/{Job(job.JobId)}");
        using Deadline deadline = new(_options.RequestTimeout, TimeProvider.System, _stop.Token);
        (Reply Reply, TimeSpan)[] replies = await Task.WhenAll(
            Enumerable.Range(0, PollsAtOnce).Select(_ => SendOnceAsync(_withKey, HttpMethod.Get, url, null, deadline))).ConfigureAwait(false);
        int answered = replies.Count(one => one.Reply.IsSuccess);
        Fact("job_polling", answered == PollsAtOnce ? "ten polls a second are answered" : $"{answered} of {PollsAtOnce} polls at once are answered; others: {replies.First(one => !one.Reply.IsSuccess).Reply.Show()}");
    }

    private void SeeCallback(IReadOnlyList<(byte[] Body, string? Signature)> received)
    {
        string? delivery = received.Count switch { 0 => "lost", 1 => "once", 2 => "twice", _ => null };
        See("callback_delivery", delivery, received.Count == 0 ? $"none within {_options.CallbackWait.TotalSeconds:0} seconds of the job's end" : $"{received.Count} callbacks");
        if (received.Count == 0)
        {
            Unknown("callback_body", "no callback came");
            Unknown("signature_form", "no callback came");
            return;
        }

        Reply callback = new(200, [], received[0].Body, null);
        See("callback_body", callback.Object is not { } body ? null : ResultOf(body) is null ? "id" : "job", $"keys: {Keys(callback.Object)}");
        CallbackVerdict? verdict = _secret is null ? null : CallbackSignature.Verify(received[0].Body, received[0].Signature, _secret);
        string? form = verdict?.Form switch
        {
            CallbackSignatureForm.PrefixedHex => "sha256=",
            CallbackSignatureForm.Hex => "hex",
            CallbackSignatureForm.Timestamped => "t,v1",
            CallbackSignatureForm.Base64 => "base64",
            _ => null,
        };
        See("signature_form", verdict?.IsValid == true ? form : null, verdict is null ? "the secret is not known" : $"{form ?? "no known form"}, which {(verdict.IsValid ? "fits" : "does not fit")} the body");
    }

    private async Task DownloadAsync(Uri url)
    {
        bool isOwn = url.Host == _options.BaseUri.Host;
        string[] names = [.. url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')[0])];
        Fact("download_query", names.Length == 0 ? "not signed" : string.Join(", ", names), names.Length > 0);
        if (!Endpoint.IsAllowed(url))
        {
            Fact("download_host", $"{url.Scheme}, which is not opened", false);
            return;
        }

        Reply image = await SendAsync(_withoutKey, HttpMethod.Get, url.AbsoluteUri).ConfigureAwait(false);
        Fact("download_host", $"{(isOwn ? "the API's own host" : url.Host)}: HTTP {image.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? image.Show()} without a key", image.IsSuccess && !isOwn);
        string[] shown = ["Content-Type", "Cache-Control", "Accept-Ranges", "ETag", "Expires", "Last-Modified"];
        Fact("download_headers", string.Join("; ", shown.Where(name => image.Header(name) is not null).Select(name => name == "Content-Type" ? $"{name}: {image.Header(name)}" : name)), image.MediaType?.StartsWith("image/", StringComparison.Ordinal) == true);
        if (names.Length == 0)
        {
            Unknown("expired_url_status", "the URL is not signed");
            return;
        }

        Reply forged = await SendAsync(_withoutKey, HttpMethod.Get, Forged(url).AbsoluteUri).ConfigureAwait(false);
        Status("expired_url_status", forged, 400, 403, 404, 410);
    }

    private static Uri Forged(Uri url)
    {
        string[] parts = url.Query.TrimStart('?').Split('&');
        int at = Array.FindIndex(parts, part => part.Split('=')[0].Contains("sig", StringComparison.OrdinalIgnoreCase));
        at = at < 0 ? parts.Length - 1 : at;
        parts[at] = $"{parts[at].Split('=')[0]}={new string('0', 64)}";
        return new UriBuilder(url) { Query = string.Join('&', parts) }.Uri;
    }

    private (string RequestId, string JobId) SubmittedJob() => _job ?? throw new FormatException("there is no job");

    private async Task AskRepeatAsync()
    {
        (string id, string jobId) = SubmittedJob();
        EnhanceRequest request = new(ImageInput.FromFile(_options.Photo));
        (Reply reply, ParityCharge charge) = await PayAsync(EnhancePrice, "enhance", request.ToBody(new AsyncFields(id, _options.CallbackUri))).ConfigureAwait(false);
        bool isSame = IsJob(reply, jobId);
        if (isSame) _budget.Release(charge);
        Fact("client_request_id_repeat", isSame ? "the same job" : $"not the same job: {reply.Show()}");
    }

    private async Task AskConflictAsync()
    {
        (string id, string jobId) = SubmittedJob();
        EnhanceRequest request = new(ImageInput.FromFile(_options.Photo)) { Prompt = "a little warmer" };
        (Reply reply, ParityCharge charge) = await PayAsync(EnhancePrice, "enhance", request.ToBody(new AsyncFields(id, null))).ConfigureAwait(false);
        bool isSame = IsJob(reply, jobId);
        if (isSame) _budget.Release(charge);
        if (reply.IsSuccess) See("client_request_id_conflict", isSame ? "original" : null, isSame ? "the original job" : $"another job: {reply.Show()}");
        else Status("client_request_id_conflict", reply, 409, 422);
    }

    private async Task AskScopeAsync()
    {
        (string id, string jobId) = SubmittedJob();
        (Reply reply, ParityCharge charge) = await PayAsync(UnpublishedPrice, "generate", AsJob(new() { ["prompt"] = "a lighthouse" }, id)).ConfigureAwait(false);
        bool isSame = IsJob(reply, jobId), isConflict = reply.Status is 409 or 422;
        if (isSame) _budget.Release(charge);
        bool isOther = reply.IsSuccess && !isSame && reply.Object?["job_id"] is not null;
        See(
            "client_request_id_scope",
            isSame || isConflict ? "account" : isOther ? "endpoint" : null,
            isSame ? "the job of the enhance" : isOther ? "a job of its own" : reply.Show());
    }

    private static bool IsJob(Reply reply, string jobId)
    {
        try
        {
            return reply.IsSuccess && JobBody.Read(reply.Body, null).JobId == jobId;
        }
        catch (PhotaException)
        {
            return false;
        }
    }

    private async Task AskGenerateAsync()
    {
        Dictionary<string, object?> fields = new()
        {
            ["prompt"] = "a lighthouse on a cliff at dusk, photograph",
            ["resolution"] = "1K",
            ["aspect_ratio"] = "1:1",
            ["response_mode"] = "urls",
            ["client_request_id"] = NewId(),
        };
        (Reply reply, Reply image) = await GenerateAsync(fields).ConfigureAwait(false);
        ImageFormat? format = ImageSignature.Detect(image.Body);
        string? name = format switch { ImageFormat.Jpeg => "jpg", ImageFormat.Png => "png", _ => null };
        See("default_output_format", name, name ?? $"neither: {image.Show()}");
        if (format is { } known)
        {
            using MemoryStream stream = new(image.Body);
            (int Width, int Height)? size = PixelSize.Read(stream, known);
            Fact("image_size_1k", size is { } pixels ? $"{pixels.Width} x {pixels.Height}" : "it cannot be read", size is { Width: 1024, Height: 1024 });
        }

        Fact("reader_images", EditResponse.Parse(reply.Body).DownloadUrls.Count == 1 ? "understood" : $"not understood: {reply.Show()}");
        if (image.Body.Length > 0) _generated = (fields, Digest(image));
    }

    private async Task<(Reply Reply, Reply Image)> GenerateAsync(Dictionary<string, object?> fields)
    {
        (Reply reply, _) = await PayAsync(UnpublishedPrice, "generate", fields).ConfigureAwait(false);
        string? url = (reply.Object?["download_urls"] as JsonArray)?.FirstOrDefault()?.ToString();
        if (!reply.IsSuccess || !Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || !Endpoint.IsAllowed(uri))
        {
            Fact("reader_images", $"not understood: {reply.Show()}");
            throw new FormatException($"there is no image: {reply.Show()}");
        }

        Reply image = await SendAsync(_withoutKey, HttpMethod.Get, url).ConfigureAwait(false);
        return image.IsSuccess ? (reply, image) : throw new FormatException($"the image cannot be downloaded: {image.Show()}");
    }

    private async Task AskGenerateAgainAsync()
    {
        (Dictionary<string, object?> fields, string digest) = _generated ?? throw new FormatException("there is no image");
        (_, Reply image) = await GenerateAsync(fields).ConfigureAwait(false);
        bool isSame = Digest(image) == digest;
        See("client_request_id_on_sync", isSame ? "original" : "ignored", isSame ? "the same image" : "another image");
    }

    private static string Digest(Reply image) => Convert.ToHexString(SHA256.HashData(image.Body));
}
