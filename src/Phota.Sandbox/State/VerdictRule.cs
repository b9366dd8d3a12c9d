namespace Phota.Sandbox.State;

/// <summary>The names of what a client is judged for.</summary>
internal static class VerdictRule
{
    public const string UnknownField = "unknown_field";
    public const string MissingOutputFormat = "missing_output_format";
    public const string MissingResponseMode = "missing_response_mode";
    public const string AsyncWithoutUrls = "async_without_urls";
    public const string CallbackWithoutAsync = "callback_without_async";
    public const string MissingClientRequestId = "missing_client_request_id";
    public const string RetryTooEarly = "retry_too_early";
    public const string PaidTwice = "paid_twice";
    public const string KeyOnDownload = "key_on_download";
    public const string PollTooFast = "poll_too_fast";
    public const string UnknownPath = "unknown_path";
    public const string BadContentType = "bad_content_type";
}
