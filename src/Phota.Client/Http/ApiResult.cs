namespace Phota;

/// <summary>What came of a call after all its attempts.</summary>
internal sealed record ApiResult<T>
{
    private readonly T? _value;

    public ApiResult(T value) => _value = value;

    public ApiResult(PhotaException error) => Error = error;

    /// <summary>What the answer says; throws the error where there is one.</summary>
    public T Value => Error is null ? _value! : throw Error;

    public PhotaException? Error { get; }

    public RequestDelivery Delivery { get; init; }

    public string? RequestId { get; init; }

    public int Attempts { get; init; }

    /// <summary>From the call to its end, with all waits and attempts.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>What is certain of a request. The order is that of the doubt which an attempt leaves to those after it.</summary>
internal enum RequestDelivery
{
    /// <summary>A 2xx answer was read.</summary>
    Answered,

    /// <summary>The service surely did not take it, or it was not sent.</summary>
    Refused,

    /// <summary>The service took it and surely gives nothing for it.</summary>
    Failed,

    /// <summary>The service may have taken it.</summary>
    Unknown,
}

/// <summary>What is certain of a call while it runs; may be read by any thread.</summary>
internal sealed class RequestProgress
{
    private RequestDelivery _earlier = RequestDelivery.Refused;
    private volatile RequestDelivery _delivery = RequestDelivery.Refused;

    public RequestDelivery Delivery => _delivery;

    /// <summary>Whether the service may have the request: a byte was sent in an attempt that was not refused since.</summary>
    public bool IsSent => Delivery != RequestDelivery.Refused;

    /// <summary>A byte of an attempt is about to be sent.</summary>
    public void Send() => _delivery = RequestDelivery.Unknown;

    /// <summary>An attempt is over. What an earlier one left open is settled by an answer or a failure, not by a refusal.</summary>
    public void Settle(RequestDelivery attempt)
    {
        bool decides = attempt is RequestDelivery.Answered or RequestDelivery.Failed;
        _earlier = decides || attempt > _earlier ? attempt : _earlier;
        _delivery = _earlier;
    }
}
