using System.Globalization;
using Phota.Sandbox.Contract;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Api;

/// <summary>Keys and, where a switch asks for it, limits.</summary>
internal sealed class KeyCheck : IEndpointFilter
{
    public const string Prefix = "sandbox-";

    private const int RetryAfterSeconds = 1;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var exchange = Exchange.Of(context.HttpContext);
        Switches switches = exchange.World.Switches;
        if (exchange.Key is null)
            return new ErrorAnswer(switches[SwitchTable.MissingKeyStatus] == "401" ? ApiError.InvalidKey : ApiError.MissingKey);
        if (!exchange.Key.StartsWith(Prefix, StringComparison.Ordinal))
            return new ErrorAnswer(ApiError.InvalidKey);
        if (switches.Number(SwitchTable.BodyLimitBytes) is > 0 and var largest && exchange.Body.Length > largest)
            return new ErrorAnswer(ApiError.Of(StatusCodes.Status413PayloadTooLarge));
        if (IsOverLimit(exchange, switches))
            return TooMany(exchange);
        return await next(context);
    }

    private static bool IsOverLimit(Exchange exchange, Switches switches)
    {
        int most = (int)switches.Number(SwitchTable.MaxConcurrent);
        return exchange.World.Throttle.IsOverRate(exchange.Arrived)
            || (most > 0 && exchange.Ordinal > most);
    }

    private static ErrorAnswer TooMany(Exchange exchange)
    {
        exchange.Http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        Manners.Remember(exchange);
        return new ErrorAnswer(ApiError.Of(StatusCodes.Status429TooManyRequests));
    }
}
