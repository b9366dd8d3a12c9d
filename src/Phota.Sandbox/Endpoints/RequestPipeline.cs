using System.Net;

namespace Phota.Sandbox.Endpoints;

/// <summary>Keeps web pages from steering the sandbox: a foreign Origin, a rebound host name, a form post.</summary>
internal sealed class CrossSiteGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) => Refuse(http.Request) is { } refusal ? refusal.ExecuteAsync(http) : next(http);

    private static BufferedResponse? Refuse(HttpRequest request)
    {
        if (!IsLoopback(request.Host))
            return BufferedResponse.ControlError(403, $"Host '{request.Host}' is not loopback.");
        if (request.Headers.Origin is [var origin, ..] && origin != $"{request.Scheme}://{request.Host}")
            return BufferedResponse.ControlError(403, $"Origin '{origin}' is another site.");

        // Browsers send text/plain and form posts to other sites without asking first, but never JSON.
        bool isControlPost = HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments(ControlEndpoints.Root);
        return isControlPost && HasBody(request) && !request.HasJsonContentType()
            ? BufferedResponse.ControlError(415, $"Content-Type must be application/json, not '{request.ContentType}'.")
            : null;
    }

    private static bool IsLoopback(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool HasBody(HttpRequest request) => request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
}

/// <summary>Logs every request outside of <c>/sandbox</c>, from its first byte to its last.</summary>
internal sealed class RequestLogging(RequestDelegate next, StateHolder states)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments(ControlEndpoints.Root))
        {
            await next(http);
            return;
        }

        SandboxState state = states.Current;
        var context = new RequestContext(http, state);
        http.Features.Set(context);
        http.Response.Headers["X-Request-Id"] = context.RequestId;
        http.Response.Body = new CountingStream(http.Response.Body, context);
        await using var aborted = context.Aborted.Register(context.Abort);
        await using var ended = state.Ended.Register(http.Abort);
        state.Events.Raise(RequestEvents.Started, context.Path);
        try
        {
            await next(http);
            context.Complete();
        }
        catch (Exception) when (context.Aborted.IsCancellationRequested || context.Log.Outcome != Outcomes.UnderWay)
        {
            context.Abort();
        }
        catch (BadHttpRequestException)
        {
            context.Abort();
            http.Abort();
        }
        catch (Exception e)
        {
            // A defect of the sandbox: the client gets a 500, and the developer the stack.
            await Console.Error.WriteLineAsync($"{context.Log.Method} {context.Path}: {e}");
            if (http.Response.HasStarted)
                throw;
            await new ErrorResponse(ApiError.Of(500)).ExecuteAsync(http);
            context.Complete();
        }
        finally
        {
            state.Events.Raise(RequestEvents.Settled, context.Path);
        }
    }
}

/// <summary>Every request's way: faults are applied, the body is read, the client is judged, the endpoint runs.</summary>
internal sealed class RequestPipeline : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = RequestContext.Of(context.HttpContext);
        if (await PrepareAsync(request) is { } early)
            return early;

        var result = (IResult?)await next(context) ?? Results.Empty;
        return await request.Fault.BeforeResponseAsync(request, result);
    }

    private static async Task<IResult?> PrepareAsync(RequestContext request)
    {
        FaultScript script = request.State.Faults;
        FaultAction? fault = script.Draw(request.Log.Method, request.Path, images: null);
        if (fault is not null && await ApplyAsync(fault) is { } beforeRead)
            return beforeRead;

        await request.ReadBodyAsync();
        ClientChecks.CheckRequest(request);

        if (fault is null)
        {
            fault = script.Draw(request.Log.Method, request.Path, request.Body.Images)!;
            if (await ApplyAsync(fault) is { } late)
                return late;
        }

        IResult? response = await fault.AfterReadAsync(request);
        ClientChecks.RememberRetryAfter(request);
        return response;

        Task<IResult?> ApplyAsync(FaultAction action)
        {
            request.Apply(action);
            return action.BeforeReadAsync(request);
        }
    }
}

/// <summary>Checks keys and, where a switch sets them, limits.</summary>
internal sealed class AccessCheck : IEndpointFilter
{
    private const string KeyPrefix = "sandbox-";
    private const int RetryAfterSeconds = 1;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = RequestContext.Of(context.HttpContext);
        Switches switches = request.State.Switches;
        if (request.Key is null)
            return new ErrorResponse(ApiError.Of(switches.Integer("missing_key_status")));
        if (!request.Key.StartsWith(KeyPrefix, StringComparison.Ordinal))
            return new ErrorResponse(ApiError.Of(401));
        if (switches.Number("body_limit_bytes") is > 0 and var maxBody && request.Body.Length > maxBody)
            return new ErrorResponse(ApiError.Of(413));

        bool isOverConcurrency = switches.Integer("max_concurrent") is > 0 and var max && request.Ordinal > max;
        if (!request.State.RateLimits.TryAcquire() || isOverConcurrency)
        {
            request.Http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            ClientChecks.RememberRetryAfter(request);
            return new ErrorResponse(ApiError.Of(429));
        }

        return await next(context);
    }
}
