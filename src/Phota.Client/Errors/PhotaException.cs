namespace Phota;

/// <summary>The only exception that this library throws on purpose, apart from argument errors and cancellation.</summary>
public sealed class PhotaException : Exception
{
    /// <summary>Creates an error of a kind with a message for people.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">What happened, naming the file or the request.</param>
    /// <param name="innerException">The cause, if another exception was.</param>
    public PhotaException(PhotaErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
    }

    /// <summary>What went wrong.</summary>
    public PhotaErrorKind Kind { get; }

    /// <summary>A stable id, for example <c>Phota.Moderation</c>.</summary>
    public string ErrorId => $"Phota.{Kind}";

    /// <summary>What can be done about it, where that is more than the kind of error says.</summary>
    public PhotaRemedy Remedy { get; init; }

    /// <summary>The HTTP status of the answer, when there was one.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's own error code, for example <c>CONTENT_MODERATION</c>.</summary>
    public string? ServiceCode { get; init; }

    /// <summary>The service's request id, from the header <c>X-Request-Id</c> or the body.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether no further request can succeed either, so that a batch should stop submitting.</summary>
    public bool IsFatal { get; init; }

    /// <summary>Images that are paid for although the operation failed afterwards, for example while saving one.</summary>
    public IReadOnlyList<PhotaImage> PaidImages { get; init; } = [];

    internal PhotaException WithRequestId(string? requestId) => new(Kind, requestId is null ? Message : $"{Message} (request id {requestId})", InnerException ?? this)
    {
        Remedy = Remedy,
        StatusCode = StatusCode,
        ServiceCode = ServiceCode,
        RequestId = requestId ?? RequestId,
        IsFatal = IsFatal,
        PaidImages = PaidImages,
    };

    /// <summary>The same error in other words.</summary>
    /// <param name="message">The words.</param>
    public PhotaException WithMessage(string message) => new(Kind, message, InnerException ?? this)
    {
        Remedy = Remedy,
        StatusCode = StatusCode,
        ServiceCode = ServiceCode,
        RequestId = RequestId,
        IsFatal = IsFatal,
        PaidImages = PaidImages,
    };

    internal PhotaException WithRemedy(PhotaRemedy remedy) => new(Kind, Message, InnerException ?? this)
    {
        Remedy = remedy,
        StatusCode = StatusCode,
        ServiceCode = ServiceCode,
        RequestId = RequestId,
        IsFatal = IsFatal,
    };

    internal PhotaException WithPaid(IReadOnlyList<PhotaImage> images) => new(Kind, Message, InnerException ?? this)
    {
        Remedy = images.Any(image => image.DownloadUri is not null && image.FullName is null) ? PhotaRemedy.SaveImages : Remedy,
        StatusCode = StatusCode,
        ServiceCode = ServiceCode,
        RequestId = RequestId,
        IsFatal = IsFatal,
        PaidImages = images,
    };
}
