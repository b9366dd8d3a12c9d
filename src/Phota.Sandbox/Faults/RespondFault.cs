using System.Globalization;
using System.Text;
using Phota.Sandbox.Contract;
using Phota.Sandbox.Http;

namespace Phota.Sandbox.Faults;

/// <summary>Another answer instead of the work; nothing is charged.</summary>
internal sealed record RespondFault(
    int Status,
    IReadOnlyDictionary<string, string>? Headers = null,
    string? ContentType = null,
    string? Body = null,
    double? RetryAfterSeconds = null,
    double? RetryAfterDateSeconds = null) : FaultAction
{
    public override void Validate()
    {
        if (Status is < 200 or > 599)
            throw new ArgumentException("respond: 'status' is an HTTP status from 200 to 599.");
    }

    public override Task<IResult?> AfterReadAsync(Exchange exchange)
    {
        IHeaderDictionary headers = exchange.Http.Response.Headers;
        foreach ((string name, string value) in Headers ?? new Dictionary<string, string>())
            headers[name] = value;
        if (RetryAfterSeconds is double seconds)
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (RetryAfterDateSeconds is double later)
            headers.RetryAfter = DateTimeOffset.UtcNow.AddSeconds(later).ToString("R");

        return Task.FromResult<IResult?>(Body is null
            ? new ErrorAnswer(ApiError.Of(Status))
            : new Answer(Status, ContentType ?? "application/json", Encoding.UTF8.GetBytes(Body)));
    }
}
