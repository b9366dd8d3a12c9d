using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Phota.Benchmarks.Server;

/// <summary>The endpoints.</summary>
internal sealed class Answering
{
    private readonly ServerOptions _options;
    private readonly Counts _counts = new();
    private readonly JobBook _jobs;
    private readonly byte[] _image;
    private readonly byte[] _bytesAnswer;

    public Answering(ServerOptions options)
    {
        _options = options;
        _jobs = new JobBook(TimeSpan.FromSeconds(options.JobSeconds));
        _image = options.Format == "png" ? SampleImage.Png(options.Bytes) : SampleImage.Jpeg(options.Bytes);
        _bytesAnswer = options.Mode == "bytes" ? PreparedAnswer.WithBytes(_image, options.Images) : [];
    }

    public async Task PostAsync(HttpContext context)
    {
        _counts.Post();
        if (_options.Hold == "upload") await HoldAsync(context);
        await DiscardAsync(context.Request.Body, context.RequestAborted);
        if (_options.Hold == "waiting") await HoldAsync(context);
        if (_options.Delay > 0) await Task.Delay(_options.Delay, context.RequestAborted);
        await SendAsync(context, Answer(context));
    }

    public async Task JobAsync(HttpContext context)
    {
        _counts.Poll();
        if (_options.Hold == "poll") _counts.Hold();
        string id = (string)context.GetRouteValue("id")!;
        bool isDone = _options.Hold != "poll" && _jobs.IsDone(id);
        await SendAsync(context, Encoding.UTF8.GetBytes(isDone ? PreparedAnswer.Finished(id, AddressFor(context), _options) : PreparedAnswer.Running(id)));
    }

    public async Task FileAsync(HttpContext context)
    {
        _counts.File();
        context.Response.ContentType = "image/jpeg";
        await WriteAsync(context, _image, holdInTheMiddle: _options.Hold == "download");
    }

    public Task CountsAsync(HttpContext context) => SendAsync(context, Encoding.UTF8.GetBytes(_counts.ToJson()));

    /// <summary>Answers as soon as a request is being held.</summary>
    public async Task HeldAsync(HttpContext context)
    {
        while (!_counts.IsHolding) await Task.Delay(5, context.RequestAborted);
        await CountsAsync(context);
    }

    // As the client came: through a relay, what it downloads comes through it too.
    private static string AddressFor(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    private byte[] Answer(HttpContext context) => _options.Mode switch
    {
        "bytes" => _bytesAnswer,
        "urls" => Encoding.UTF8.GetBytes(PreparedAnswer.WithUrls(AddressFor(context), _options)),
        _ => Encoding.UTF8.GetBytes(PreparedAnswer.Accepted(_jobs.Add())),
    };

    private Task SendAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        return WriteAsync(context, json, holdInTheMiddle: _options.Hold == "answer" && json == _bytesAnswer);
    }

    private async Task WriteAsync(HttpContext context, byte[] body, bool holdInTheMiddle)
    {
        context.Response.ContentLength = body.Length;
        int first = holdInTheMiddle ? body.Length / 2 : body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, first), context.RequestAborted);
        if (holdInTheMiddle) await HoldAsync(context);
    }

    private Task HoldAsync(HttpContext context)
    {
        _counts.Hold();
        return Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private static async Task DiscardAsync(Stream body, CancellationToken cancellationToken)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(128 * 1024);
        while (await body.ReadAsync(block, cancellationToken) > 0)
        {
        }

        ArrayPool<byte>.Shared.Return(block);
    }
}
