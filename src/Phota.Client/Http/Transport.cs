namespace Phota;

/// <summary>Sends the calls of one account: key, gate, retry, deadline.</summary>
internal sealed class Transport(PhotaClientOptions options, RateGate gate)
{
    public async Task<ApiAnswer<T>> SendAsync<T>(ApiCall<T> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using Deadline deadline = new(timeout, cancellationToken);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                // Waiting in vain helps nobody, and a batch of thousands would do it one after the other.
                if (gate.OpensIn is var closed && closed >= deadline.Left) throw Closed(closed);
                Attempt<T> result = await TryAsync(call, attempt, deadline).ConfigureAwait(false);
                if (result.Answer is not null) return result.Answer;
                PhotaException error = result.Error!;
                if (!RetryRule.MayRetry(result.Failure, call.Safety, attempt)) throw error;

                // The gate makes throttled calls wait; the others wait here, each for itself.
                TimeSpan wait = result.Failure == Failure.Throttled ? gate.OpensIn : RetryRule.Backoff(attempt);
                if (wait >= deadline.Left) throw error;
                options.OnRetry?.Invoke(error);
                call.Repeating?.Invoke(result.Failure);
                if (result.Failure != Failure.Throttled) await Task.Delay(wait, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw deadline.Error($"{call.Method} {call.Path}");
        }
    }

    private async Task<Attempt<T>> TryAsync<T>(ApiCall<T> call, int attempt, Deadline deadline)
    {
        int ticket = await gate.EnterAsync(deadline.Token).ConfigureAwait(false);
        Attempt<T>? result = null;
        try
        {
            result = await SendOnceAsync(call, attempt, deadline).ConfigureAwait(false);
            return result;
        }
        finally
        {
            if (result?.Failure == Failure.Throttled && result.Answer is null) gate.LeaveThrottled(ticket, result.RetryAfter);
            else gate.Leave(ticket, succeeded: result?.Answer is not null);
        }
    }

    private async Task<Attempt<T>> SendOnceAsync<T>(ApiCall<T> call, int attempt, Deadline deadline)
    {
        using HttpRequestMessage request = new(call.Method, new Uri(options.BaseUri, call.Path));
        options.Key.ApplyTo(request);
        RequestBodyContent? content = call.Body is null ? null : new RequestBodyContent(call.Body, deadline.Token);
        request.Content = content;
        using RequestWatch watch = new(options.OnRequest, call.Method, call.Operation, call.Subject);
        try
        {
            using HttpResponseMessage response = await SharedHttp.Client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
            options.Key.HideIn(response);
            watch.Answered(response);
            return await ReadAsync(call, attempt, response, deadline).ConfigureAwait(false);
        }
        catch (Exception e) when (NetworkFailure.IsNetwork(e) && !deadline.Token.IsCancellationRequested)
        {
            if (content?.InputError is { } inputError) return new() { Error = inputError, Failure = Failure.Final };
            bool isSent = content?.IsSentWhole ?? true;
            return NetworkFailure.ToAttempt<T>(e, options.BaseUri, isSent);
        }
        catch (Exception e) when (e is not OperationCanceledException && deadline.Token.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, deadline.Token);
        }
    }

    private async Task<Attempt<T>> ReadAsync<T>(
        ApiCall<T> call, int attempt, HttpResponseMessage response, Deadline deadline)
    {
        // .NET Framework does not pass a token on to the socket; closing the response is what ends the read.
        using CancellationTokenRegistration registration = deadline.Token.Register(response.Dispose);
        if (response.IsSuccessStatusCode)
        {
            try
            {
                T value = await call.Read(response, deadline.Token).ConfigureAwait(false);
                return new() { Answer = new(value, ErrorReader.RequestId(response), attempt, deadline.Elapsed) };
            }
            catch (PhotaException e) when (e.Kind == PhotaErrorKind.Response)
            {
                return new() { Error = e.WithRequestId(ErrorReader.RequestId(response)), Failure = Failure.Unsure };
            }
        }

        TimeSpan? retryAfter = RetryAfter.Of(response);
        return new()
        {
            Error = await ErrorReader.ReadAsync(response, options.Key, deadline.Token).ConfigureAwait(false),
            Failure = RetryRule.Classify((int)response.StatusCode, retryAfter is not null),
            RetryAfter = retryAfter,
        };
    }

    private static PhotaException Closed(TimeSpan time) => new(
        PhotaErrorKind.RateLimited, $"The service asked to be left alone for another {Math.Ceiling(time.TotalSeconds):0} seconds; nothing was sent.");
}
