namespace Phota;

/// <summary>What makes a request asynchronous (<c>api/async-requests</c>, <c>release-notes v0.7.0</c>).</summary>
internal sealed record AsyncFields(string ClientRequestId, Uri? Callback)
{
    public void WriteTo(RequestBody body)
    {
        body.Flag("async", true);
        body.Text("client_request_id", ClientRequestId);
        body.Text("callback_url", Callback?.AbsoluteUri);
    }
}
