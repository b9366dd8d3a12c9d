using System.Text.Json;
using Phota.Sandbox.Http;

namespace Phota.Sandbox.Control;

/// <summary>Turns bad input into a 400 that says what is wrong.</summary>
internal sealed class Refusals : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or NotSupportedException)
        {
            return Answer.Of(StatusCodes.Status400BadRequest, new { Error = e.Message });
        }
    }
}
