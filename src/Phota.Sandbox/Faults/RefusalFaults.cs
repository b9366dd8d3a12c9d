using Phota.Sandbox.Contract;
using Phota.Sandbox.Http;

namespace Phota.Sandbox.Faults;

internal sealed record ModerationFault : FaultAction
{
    public override Task<IResult?> AfterReadAsync(Exchange exchange) =>
        Task.FromResult<IResult?>(new ErrorAnswer(ApiError.Moderation));
}

internal sealed record PaymentRequiredFault : FaultAction
{
    public override Task<IResult?> AfterReadAsync(Exchange exchange) =>
        Task.FromResult<IResult?>(new ErrorAnswer(ApiError.PaymentRequired));
}
