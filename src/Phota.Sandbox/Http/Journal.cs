using Phota.Sandbox.Contract;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Http;

/// <summary>Writes every request outside of <c>/sandbox</c> into the log, from its first byte to its last.</summary>
internal sealed class Journal(RequestDelegate next, Worlds worlds)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/sandbox"))
        {
            await next(http);
            return;
        }

        World world = worlds.Current;
        var exchange = new Exchange(http, world);
        http.Features.Set(exchange);
        http.Response.Headers["X-Request-Id"] = exchange.RequestId;
        http.Response.Body = new CountingStream(http.Response.Body, exchange);
        await using var left = exchange.Gone.Register(() => exchange.End(Outcomes.Aborted));
        await using var ended = world.Ended.Register(http.Abort);
        world.Signals.Raise(Signals.Started, exchange.Path);
        try
        {
            await next(http);
            exchange.Complete();
        }
        catch (Exception) when (exchange.Gone.IsCancellationRequested || exchange.Log.Outcome != Outcomes.UnderWay)
        {
            exchange.End(Outcomes.Aborted);
        }
        catch (BadHttpRequestException)
        {
            exchange.End(Outcomes.Aborted);
            http.Abort();
        }
        catch (Exception e)
        {
            // A mistake of the sandbox's own: the client gets an honest 500, and the developer the stack.
            await Console.Error.WriteLineAsync($"{exchange.Log.Method} {exchange.Path}: {e}");
            if (http.Response.HasStarted)
                throw;
            await new ErrorAnswer(ApiError.Of(StatusCodes.Status500InternalServerError)).ExecuteAsync(http);
            exchange.Complete();
        }
        finally
        {
            world.Signals.Raise(Signals.Settled, exchange.Path);
        }
    }
}
