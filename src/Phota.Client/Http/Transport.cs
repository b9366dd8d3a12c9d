using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Phota;

/// <summary>
/// Sends calls and repeats them. It stands above the handlers and is not one of them, because an attempt is over only when
/// its answer is read: one that breaks off or makes no sense is repeated too, and a download goes on where it broke off.
/// </summary>
internal sealed class Transport(HttpClient http, Func<Uri, OutageGate> gateFor, TimeProvider time, Action<PhotaException>? onRetry)
{
    /// <summary>Sends a call; throws where it fails.</summary>
    /// <exception cref="PhotaException">The error of the last attempt.</exception>
    public async Task<ApiResult<T>> SendAsync<T>(ApiCall<T> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using Deadline deadline = new(timeout, time, cancellationToken);
        return await SendAsync(call, deadline).ConfigureAwait(false);
    }

    /// <summary>Sends a call that has to be over by a deadline; throws where it fails.</summary>
    /// <exception cref="PhotaException">The error of the last attempt.</exception>
    public async Task<ApiResult<T>> SendAsync<T>(ApiCall<T> call, Deadline deadline)
    {
        ApiResult<T> result = await TrySendAsync(call, deadline).ConfigureAwait(false);
        return result.Error is null ? result : throw result.Error;
    }

    /// <summary>Sends a call and says what came of it; throws only when the user stops it.</summary>
    public async Task<ApiResult<T>> TrySendAsync<T>(ApiCall<T> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using Deadline deadline = new(timeout, time, cancellationToken);
        return await TrySendAsync(call, deadline).ConfigureAwait(false);
    }

    private async Task<ApiResult<T>> TrySendAsync<T>(ApiCall<T> call, Deadline deadline)
    {
        OutageGate gate = gateFor(call.Url);
        int attempts = 0;
        int outages = 0;
        ApiResult<T> result;
        try
        {
            if (gate.IsClosed) await deadline.PauseAsync(gate.WaitAsync).ConfigureAwait(false);
            while (true)
            {
                attempts++;
                (result, Failure failure, Network network, TimeSpan pause) = await TryOnceAsync(call, deadline).ConfigureAwait(false);
                call.Progress.Settle(result.Delivery);
                if (result.Error is not { Kind: PhotaErrorKind.Network }) gate.Open(isSuccess: result.Error is null);

                // Others wait too where this call cannot be repeated.
                bool isClosed = network != Network.Up && gate.TryClose();
                // What meets no network is no attempt. A service that resets a call may do so each time.
                if (isClosed && network == Network.Gone) outages++;
                if (result.Error is not { } error || !RetryPolicy.MayRetry(failure, call.Idempotency, attempts - outages)) break;
                if (isClosed)
                {
                    onRetry?.Invoke(error);
                    if (!await deadline.PauseAsync(gate.WaitAsync).ConfigureAwait(false)) break;
                    continue;
                }

                // The rate limiter makes throttled calls wait; the others wait here, each for itself.
                bool isHeldBack = failure == Failure.Throttled;
                TimeSpan wait = isHeldBack ? pause : RetryPolicy.Backoff(attempts - outages);
                if (wait >= deadline.Left) break;
                onRetry?.Invoke(error);
                if (!isHeldBack) await time.DelayAsync(wait, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            result = new(deadline.Error(call.Description));
        }

        return result with { Delivery = call.Progress.Delivery, Attempts = attempts, Duration = deadline.Elapsed };
    }

    private async Task<(ApiResult<T> Result, Failure Failure, Network Network, TimeSpan Pause)> TryOnceAsync<T>(ApiCall<T> call, Deadline deadline)
    {
        using ApiRequestMessage request = new(call.Method, call.Url, deadline, call.Progress) { Operation = call.Operation, Subject = call.Subject };
        RequestBodyContent? content = call.Body is null ? null : new(call.Body, call.Progress, deadline.Token);
        request.Content = content;
        call.Prepare?.Invoke(request);
        try
        {
            using HttpResponseMessage response = await http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);

            // .NET Framework does not pass a token on to the socket; closing the response is what ends the read.
            using CancellationTokenRegistration registration = deadline.Token.Register(response.Dispose);
            (ApiResult<T> result, Failure failure) = response.IsSuccessStatusCode
                ? await ReadAsync(call, response, deadline.Token).ConfigureAwait(false)
                : await ReadErrorAsync(call, response, deadline.Token).ConfigureAwait(false);
            return (result, failure, Network.Up, request.PausedFor);
        }
        catch (PhotaException e)
        {
            // A handler did not let it through.
            return (Failed<T>(e, RequestDelivery.Refused), Failure.Final, Network.Up, default);
        }
        catch (Exception e) when (IsNetworkError(e) && !deadline.Token.IsCancellationRequested)
        {
            if (content?.InputError is { } inputError) return (Failed<T>(inputError, RequestDelivery.Refused), Failure.Final, Network.Up, default);
            Network network = NetworkAfter(e);
            bool isSent = content is null ? network != Network.Gone : content.IsSentWhole;
            return (
                Failed<T>(NetworkError(e, request.RequestUri!, network), isSent ? RequestDelivery.Unknown : RequestDelivery.Refused),
                isSent ? Failure.ConnectionLost : Failure.NotSent,
                network,
                default);
        }
        catch (Exception e) when (e is not OperationCanceledException && deadline.Token.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, deadline.Token);
        }
    }

    private static async Task<(ApiResult<T> Result, Failure Failure)> ReadAsync<T>(
        ApiCall<T> call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string? requestId = ErrorReader.RequestId(response);
        try
        {
            T value = await call.Read(response, cancellationToken).ConfigureAwait(false);
            return (new(value) { Delivery = RequestDelivery.Answered, RequestId = requestId }, default);
        }
        catch (PhotaException e)
        {
            bool isUnreadable = e.Kind == PhotaErrorKind.Response;
            return (
                Failed<T>(isUnreadable ? e.WithRequestId(requestId) : e, RequestDelivery.Unknown),
                isUnreadable && call.RetriesUnreadable ? Failure.Ambiguous : Failure.Final);
        }
    }

    private static async Task<(ApiResult<T> Result, Failure Failure)> ReadErrorAsync<T>(
        ApiCall<T> call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        PhotaException error = await ErrorReader.ReadAsync(response, cancellationToken).ConfigureAwait(false);
        RequestDelivery delivery = RetryPolicy.Delivery((int)response.StatusCode, error.Kind, call.Method, call.Idempotency);
        return (Failed<T>(call.Refuse?.Invoke(response, error) ?? error, delivery), RetryPolicy.Classify(response));
    }

    private static ApiResult<T> Failed<T>(PhotaException error, RequestDelivery delivery) =>
        new(error) { Delivery = delivery, RequestId = error.RequestId };

    // A cancellation that is not ours is the end of the time for a connection.
    internal static bool IsNetworkError(Exception e) => e
        is HttpRequestException or IOException or SocketException or ObjectDisposedException or InvalidDataException or OperationCanceledException;

    private static PhotaException NetworkError(Exception e, Uri url, Network network)
    {
        bool isUnreachable = network == Network.Gone;
        string what = isUnreachable ? $"The endpoint {new Uri(url.GetLeftPart(UriPartial.Authority))} cannot be reached" : "The connection broke";
        return new(PhotaErrorKind.Network, $"{what}: {e.GetBaseException().Message}", e) { IsFatal = isUnreachable };
    }

    private static Network NetworkAfter(Exception e)
    {
        Network network = Network.Up;
        for (Exception? at = e; at is not null; at = at.InnerException)
        {
            if (at is AuthenticationException or OperationCanceledException) return Network.Gone;
            if (at is SocketException socket && IsConnecting(socket.SocketErrorCode)) return Network.Gone;
            if (at is WebException web && IsConnecting(web.Status)) return Network.Gone;
#if !NETFRAMEWORK
            if (at is HttpRequestException http && IsConnecting(http.HttpRequestError)) return Network.Gone;
#endif
            if (at is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NetworkReset or SocketError.TimedOut }) network = Network.Broken;
        }

        return network;
    }

    private static bool IsConnecting(SocketError error) => error
        is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable
        or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.NoData or SocketError.TryAgain;

    private static bool IsConnecting(WebExceptionStatus status) => status
        is WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure
        or WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure
        or WebExceptionStatus.ProxyNameResolutionFailure;

#if !NETFRAMEWORK
    private static bool IsConnecting(HttpRequestError error) => error
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError;
#endif

    /// <summary>What an attempt says of the network.</summary>
    private enum Network
    {
        /// <summary>The host answered, or the connection ended in order.</summary>
        Up,

        /// <summary>The connection was reset: the network may be gone.</summary>
        Broken,

        /// <summary>No connection can be made.</summary>
        Gone,
    }
}
