using System.Buffers.Text;

namespace Phota.Sandbox.Jobs;

/// <summary>An accepted request from reservation to result, whether a client waits for it or a job carries it.</summary>
internal sealed class ImageGeneration(SandboxState state, ImageRequest request, string requestId, FaultAction fault)
{
    private const int PixelsPerK = 1024;
    private const int SmallSide = 64;

    // Seconds at evenly spread shares of the requests, after the contract's section 7.
    private static readonly double[] s_measured = [37.1, 42, 46, 50, 53, 54.2, 57, 61, 66, 73.9, 95.4];

    private readonly IReadOnlyList<string> _recognised = request.RecognisedProfiles(state);
    private InputPhoto? _photo;
    private decimal _reserved;

    public ImageRequest Request => request;
    public FaultAction Fault => fault;
    public string RequestId => requestId;

    /// <summary>Finds the photos.</summary>
    /// <returns>The error when one of the sandbox's own URLs leads nowhere.</returns>
    public ApiError? TakePhotos(RequestBody body)
    {
        foreach (BodyImage image in request.Images)
        {
            InputPhoto? photo = image.Kind == BodyImage.Base64Kind
                ? new InputPhoto(image.Sha256!, () => Decode(body.Base64Of(image)))
                : state.Files.Find(image.Url!);
            if (photo is null)
                return ApiError.Of(state.Switches.Integer("unfetchable_url_status"), $"Could not fetch {image.Url}.");
            _photo ??= photo;
        }

        return null;
    }

    public bool TryReserve()
    {
        _reserved = request.Count * PriceList.ImageOf(request.Operation, request.ProfileIds.Count > 0, state.Switches);
        return state.Bill.TryReserve(_reserved);
    }

    public void Release() => state.Bill.Release(_reserved);

    /// <summary>Takes the time of a synchronous request, counted from its arrival.</summary>
    /// <param name="aborted">The client has disconnected; whether that saves the money is a switch.</param>
    /// <returns>The error when it takes too long.</returns>
    public async Task<ApiError?> WaitAsync(DateTimeOffset arrivedAt, CancellationToken aborted)
    {
        bool isFreeWhenAborted = state.Switches["abandoned_request"] == "free";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(state.Ended, isFreeWhenAborted ? aborted : default);
        TimeSpan latency = Latency();
        TimeSpan limit = state.Switches.Seconds("sync_limit_seconds");
        bool isTooLong = latency > limit;
        try
        {
            await state.Clock.UntilAsync(arrivedAt + (isTooLong ? limit : latency), stop.Token);
        }
        catch (OperationCanceledException)
        {
            Release();
            throw;
        }

        if (!isTooLong)
            return null;
        Release();
        return ApiError.Of(504);
    }

    /// <summary>Makes the images and charges for them.</summary>
    public async Task<GenerationResult> MakeAsync(string? jobId)
    {
        IReadOnlyList<OutputImage> images;
        try
        {
            images = fault.Alter(await MakeImagesAsync());
        }
        catch
        {
            Release();
            throw;
        }

        Charge(jobId);
        _photo = null;
        foreach (OutputImage image in request.WantsUrls ? images : [])
            state.Images.Add(image);
        return new GenerationResult(state, _recognised, request, images, fault);
    }

    public void Charge(string? jobId)
    {
        var details = new ChargeDetails(request.Operation.Name, requestId, jobId, request.ClientRequestId, request.InputSha256);
        state.Bill.Settle(
            _reserved, details, request.Count, PriceList.ImageOf(request.Operation, _recognised.Count > 0, state.Switches));
    }

    private async Task<OutputImage[]> MakeImagesAsync()
    {
        Switches switches = state.Switches;
        OutputFormat format = OutputFormat.Of(request.OutputFormat);
        int longestSide = switches["image_size"] == "small" ? SmallSide : PixelsPerK * (request.Resolution[0] - '0');
        (int, int)? aspect = request.Proportions ?? (_photo is null ? (1, 1) : null);
        bool derives = switches["images"] == "derived";
        int seed = state.Ids.Seed;
        byte[] encoded = await ImageFactory.MakeAsync(
            new ImageSpec(_photo, derives, _photo?.Key ?? request.Prompt, format, longestSide, aspect, seed), state.Ended);
        return [.. Enumerable.Range(0, request.Count).Select(index => format.Mark(
            encoded,
            $"Synthetic, made by the Phota sandbox; seed {seed}; request {requestId}; index {index}",
            $"{requestId}/{index}.{format.Extension}"))];
    }

    /// <summary>The same for the same request id, hence for the same seed.</summary>
    private TimeSpan Latency()
    {
        TimeSpan fixedPart = state.Switches.Milliseconds("latency_ms");
        if (state.Switches["latency"] != "realistic")
            return fixedPart;

        double at = SHA256.HashData(Encoding.ASCII.GetBytes(requestId))[0] / 255.0 * (s_measured.Length - 1);
        int below = Math.Min((int)at, s_measured.Length - 2);
        return fixedPart + TimeSpan.FromSeconds(s_measured[below] + ((at - below) * (s_measured[below + 1] - s_measured[below])));
    }

    private static byte[] Decode(ReadOnlyMemory<byte> base64)
    {
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        Base64.DecodeFromUtf8(base64.Span, bytes, out _, out int written);
        return bytes[..written];
    }
}

/// <summary>The contract's EditResponse, in the forms that the switches pick.</summary>
internal sealed class GenerationResult
{
    private readonly SandboxState _state;
    private readonly FaultAction _fault;
    private readonly IReadOnlyList<string> _recognised;
    private readonly int _count;
    private readonly IReadOnlyList<OutputImage>? _images;
    private readonly string[] _names;
    private readonly string[] _firstUrls;

    public GenerationResult(
        SandboxState state, IReadOnlyList<string> recognised, ImageRequest request, IReadOnlyList<OutputImage> images, FaultAction fault)
    {
        _state = state;
        _fault = fault;
        _recognised = recognised;
        _count = request.Count;

        // Images behind URLs are in the store; a job that held them too would hold them for ever.
        _images = request.WantsUrls ? null : images;
        _names = [.. images.Select(image => image.Name)];
        _firstUrls = Sign();
    }

    public IResult ToResponse()
    {
        if (_images is null)
            return BufferedResponse.Ok(ToJson());
        JsonObject body = Body("download_urls");
        body["images"] = new JsonArray([.. _images.Select(image => JsonValue.Create(Convert.ToBase64String(image.ToArray())))]);
        return BufferedResponse.Ok(body);
    }

    /// <summary>The result with download URLs, signed now or only once.</summary>
    public JsonObject ToJson()
    {
        string[] urls = _state.Switches["resign_urls_on_poll"] == "yes" ? Sign() : _firstUrls;
        JsonObject body = Body("images");
        body["download_urls"] = new JsonArray([.. urls.Select(url => (JsonNode)url)]);
        return body;
    }

    private JsonObject Body(string emptyArray)
    {
        JsonObject body = [];
        string subjects = _state.Switches["known_subjects_form"], empty = _state.Switches["empty_array_form"];
        var counts = new JsonObject(_recognised.Select(id => KeyValuePair.Create(id, (JsonNode?)_count)));
        if (subjects != "missing")
            body["known_subjects"] = subjects == "null" ? null : new JsonObject { ["counts"] = counts };
        if (empty != "missing")
            body[emptyArray] = empty == "null" ? null : new JsonArray();
        return body;
    }

    private string[] Sign() => [.. _names.Select(name => _fault.LinkTo(_state.Files.Sign(name)))];
}

/// <summary>Results by <c>client_request_id</c>, where a switch says that it counts without <c>async</c> too.</summary>
internal sealed class SyncResults
{
    private readonly ConcurrentDictionary<string, GenerationResult> _results = new();

    public GenerationResult? Find(ImageRequest request) => request.ClientRequestId is { } id ? _results.GetValueOrDefault(id) : null;

    public void Add(ImageRequest request, GenerationResult result, Switches switches)
    {
        if (request.ClientRequestId is { } id && switches["client_request_id_on_sync"] == "original")
            _results[id] = result;
    }
}
