using System.Buffers.Text;
using Phota.Sandbox.Contract;
using Phota.Sandbox.Faults;
using Phota.Sandbox.Http;
using Phota.Sandbox.Pictures;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Work;

/// <summary>An accepted request from reservation to result, whether someone waits for it or a job carries it.</summary>
internal sealed class StudioOrder(World world, StudioRequest request, string requestId, FaultAction fault)
{
    private readonly IReadOnlyList<string> _recognised = Identities.Recognised(request.ProfileIds, world);
    private IReadOnlyList<SourcePhoto> _photos = [];
    private decimal _reserved;

    public StudioRequest Request => request;

    public FaultAction Fault => fault;

    public string RequestId => requestId;

    /// <summary>Gets hold of the photos.</summary>
    /// <returns>The error when one of our own URLs leads nowhere.</returns>
    public ApiError? TakePhotos(RequestBody body)
    {
        var photos = new List<SourcePhoto>();
        foreach (SentImage image in request.Images)
        {
            if (Photo(image, body) is not { } photo)
                return ApiError.Of(world.Switches.Status(SwitchTable.UnfetchableUrlStatus), $"Could not fetch {image.Url}.");
            photos.Add(photo);
        }

        _photos = photos;
        return null;
    }

    public bool TryReserve()
    {
        _reserved = request.Count * PriceList.ImageOf(request.Operation, request.ProfileIds.Count > 0, world.Switches);
        return world.Bill.TryReserve(_reserved);
    }

    public void GiveBack() => world.Bill.Release(_reserved);

    /// <summary>Takes the time that a synchronous request takes, counted from when it arrived.</summary>
    /// <param name="gone">The client has gone away; whether that saves the money is a switch.</param>
    /// <returns>The error when it takes too long.</returns>
    public async Task<ApiError?> WaitAsync(DateTimeOffset arrived, CancellationToken gone)
    {
        bool isFreeWhenAbandoned = world.Switches[SwitchTable.AbandonedRequest] == "free";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(world.Ended, isFreeWhenAbandoned ? gone : default);
        TimeSpan latency = Latency.Of(world.Switches, requestId);
        TimeSpan limit = world.Switches.Seconds(SwitchTable.SyncLimitSeconds);
        bool isTooLong = latency > limit;
        try
        {
            await world.Clock.UntilAsync(arrived + (isTooLong ? limit : latency), stop.Token);
        }
        catch (OperationCanceledException)
        {
            GiveBack();
            throw;
        }

        if (!isTooLong)
            return null;
        GiveBack();
        return ApiError.Of(StatusCodes.Status504GatewayTimeout);
    }

    /// <summary>Makes the pictures and charges for them.</summary>
    public async Task<StudioResult> MakeAsync(string? jobId)
    {
        IReadOnlyList<Picture> pictures;
        try
        {
            pictures = fault.Alter(await DevelopAsync(world.Ended));
        }
        catch
        {
            GiveBack();
            throw;
        }

        Charge(jobId);
        _photos = [];
        if (request.WantsUrls)
            world.Pictures.Keep(pictures);
        return new StudioResult(world, _recognised, request.Count, pictures, request.WantsUrls, fault);
    }

    public void Charge(string? jobId)
    {
        var payer = new Payer(request.Operation.Name, requestId, jobId, request.ClientRequestId, request.InputSha256);
        decimal unitPrice = PriceList.ImageOf(request.Operation, _recognised.Count > 0, world.Switches);
        world.Bill.Settle(_reserved, payer, request.Count, unitPrice);
    }

    private async Task<Picture[]> DevelopAsync(CancellationToken cancel)
    {
        PictureFormat format = PictureFormat.Of(request.OutputFormat);
        Rendering rendering = await Darkroom.RenderAsync(PictureOrders.For(request, _photos, format, world), cancel);
        return [.. Enumerable.Range(0, request.Count).Select(index => new Picture(
            $"{requestId}/{index}.{format.Extension}",
            format.MediaType,
            rendering,
            format.Mark($"Synthetic, made by the Phota sandbox; seed {world.Ids.Seed}; request {requestId}; index {index}"),
            format.MarkAt))];
    }

    private SourcePhoto? Photo(SentImage image, RequestBody body)
    {
        if (image.Kind == SentImage.Base64Kind)
        {
            ReadOnlyMemory<byte> base64 = body.Base64Of(image);
            return new SourcePhoto(image.Sha256!, most => Decode(base64.Span, most));
        }

        return world.OwnFiles.TryFind(new Uri(image.Url!), out SourcePhoto? own) ? own : SourcePhoto.Unseen(image.Url!);
    }

    private static byte[] Decode(ReadOnlySpan<byte> base64, int most)
    {
        byte[] bytes = new byte[Math.Min(most, Base64.GetMaxDecodedFromUtf8Length(base64.Length))];
        Base64.DecodeFromUtf8(base64, bytes, out _, out int written);
        return written == bytes.Length ? bytes : bytes[..written];
    }
}
