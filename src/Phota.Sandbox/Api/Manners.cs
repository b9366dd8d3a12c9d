using System.Globalization;
using Microsoft.Net.Http.Headers;
using Phota.Sandbox.Contract;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Api;

/// <summary>What is judged of any request, wherever it goes.</summary>
internal static class Manners
{
    public static void Judge(Exchange exchange)
    {
        if (exchange.Path.StartsWith(DownloadLinks.Prefix, StringComparison.Ordinal))
        {
            if (exchange.Key is not null)
                exchange.Judge(VerdictRule.KeyOnDownload, "The URL is signed; the key went to a host that need not have it.");
            return;
        }

        if (exchange.Http.GetEndpoint()?.Metadata.GetMetadata<Operation>() is { } operation)
            Contract.Judge.Operation(exchange, operation);
        if (BrokenOrder(exchange) is { } order)
        {
            string early = (order.Until - exchange.Arrived).TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
            exchange.Judge(
                VerdictRule.RetryTooEarly, $"Came {early} ms before the Retry-After told to {order.RequestId} had passed.");
        }
    }

    /// <summary>Keeps a Retry-After that the answer will tell.</summary>
    public static void Remember(Exchange exchange)
    {
        if (!exchange.Http.Response.Headers.TryGetValue(HeaderNames.RetryAfter, out var header))
            return;

        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTimeOffset? until = double.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            ? now.AddSeconds(seconds)
            : HeaderUtilities.TryParseDate(header.ToString(), out DateTimeOffset date) ? date : null;
        if (until is { } then)
        {
            exchange.World.Throttle.Tell(new Throttle.Order(
                Key(exchange), now, then, Connection(exchange), exchange.Fingerprint, exchange.RequestId));
        }
    }

    private static Throttle.Order? BrokenOrder(Exchange exchange) => exchange.World.Throttle.BrokenBy(
        Key(exchange), exchange.Arrived, Connection(exchange), () => exchange.Fingerprint);

    private static string Key(Exchange exchange) => exchange.Key ?? "";

    private static string Connection(Exchange exchange) => exchange.Http.Connection.Id;
}
