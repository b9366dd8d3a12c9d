using Phota.Sandbox.Faults;
using Phota.Sandbox.Http;

namespace Phota.Sandbox.Api;

/// <summary>The way of every request: faults strike, the body is read, the client is judged, the work is done.</summary>
internal sealed class Passage : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var exchange = Exchange.Of(context.HttpContext);
        if (await ArriveAsync(exchange) is { } early)
            return early;

        var result = (IResult?)await next(context) ?? Results.Empty;
        return await exchange.Fault.BeforeResponseAsync(exchange, result);
    }

    private static async Task<IResult?> ArriveAsync(Exchange exchange)
    {
        FaultScript script = exchange.World.Faults;
        (string method, string path) = (exchange.Log.Method, exchange.Path);
        FaultAction? fault = script.Strike(method, path, images: null);
        if (fault is not null && await Apply(fault).BeforeReadAsync(exchange) is { } beforeRead)
            return beforeRead;

        await exchange.ReadBodyAsync();
        Manners.Judge(exchange);

        if (fault is null)
        {
            fault = Apply(script.Strike(method, path, exchange.Body.Images)!);
            if (await fault.BeforeReadAsync(exchange) is { } late)
                return late;
        }

        IResult? answer = await fault.AfterReadAsync(exchange);
        Manners.Remember(exchange);
        return answer;

        FaultAction Apply(FaultAction action)
        {
            exchange.Strike(action);
            return action;
        }
    }
}
