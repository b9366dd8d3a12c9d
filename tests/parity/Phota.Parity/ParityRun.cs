using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Phota.Parity;

/// <summary>One visit to a service: its questions, cheapest first, and what came of each.</summary>
public sealed partial class ParityRun : IDisposable
{
    // Nobody publishes the price of edit and generate; this is twice what resellers ask at 1K.
    internal const decimal UnpublishedPrice = 0.20m;
    internal const decimal EnhancePrice = 0.12m;
    internal const decimal IdentityPrice = 0.15m;
    internal const decimal TrainingPrice = 1.49m;

    private const int SilencesUntilGivenUp = 4;
    private const int MaxThrottled = 8;

    private readonly ParityOptions _options;
    private readonly ParityBudget _budget;
    private readonly Recorder _recorder;
    private readonly HttpClient _withKey;
    private readonly HttpClient _withWrongKey;
    private readonly HttpClient _withoutKey;
    private readonly Dictionary<string, ParityRow> _rows = new(StringComparer.Ordinal);
    private readonly List<(string Text, string Replacement)> _secrets = [];
    private readonly CancellationTokenSource _stop = new();
    private string _question = "";
    private decimal _spentBefore;
    private int _silences;

    /// <param name="options">Who asks, and what it may cost.</param>
    public ParityRun(ParityOptions options)
    {
        _options = options;
        _budget = new ParityBudget(options.MaxCost);
        _recorder = new Recorder(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        PhotaClientOptions client = new(options.Key) { BaseUri = Endpoint.Require(options.BaseUri), PrimaryHandler = _recorder };
        PhotaClientOptions stranger = client with { Key = new ApiKey("parity-is-no-key") };
        _withKey = Pipeline(client);
        _withWrongKey = Pipeline(stranger);
        _withoutKey = HttpPipeline.ForDownloads(_recorder, TimeProvider.System, onRequest: null);
        Questions = [.. Ask()];

        static HttpClient Pipeline(PhotaClientOptions options) =>
            HttpPipeline.ForApi(options, Account.For(options.BaseUri, options.Key, options.TimeProvider).RateLimiter);
    }

    /// <summary>What is asked, in this order.</summary>
    public IReadOnlyList<ParityQuestion> Questions { get; }

    /// <summary>What is counted as spent: never less than what the service may have charged, by the prices known.</summary>
    public decimal Spent => _budget.Spent;

    /// <summary>Asks one question. Whatever the service answers, it ends and says so in the table.</summary>
    public async Task AskAsync(ParityQuestion question)
    {
        (_question, _recorder.Question, _spentBefore) = (question.Name, question.Name, _budget.Spent);
        string why = "the answers before it left nothing to ask about";
        if (_silences >= SilencesUntilGivenUp)
        {
            why = "the service had stopped answering";
        }
        else
        {
            try
            {
                await question.AskAsync().ConfigureAwait(false);
            }
            catch (OverBudgetException e)
            {
                why = $"budget: {e.Message}";
            }
            catch (Exception e) when (e is PhotaException or HttpRequestException or IOException or OperationCanceledException or FormatException or InvalidOperationException)
            {
                why = $"it could not be asked: {e.Message}";
            }
        }

        foreach (string name in question.Answers.Where(name => !_rows.ContainsKey(name)))
            _rows[name] = Row(name) with { Verdict = ParityRow.NotAsked, Why = why };
        decimal cost = _budget.Spent - _spentBefore;
        foreach (string name in question.Answers.Where(name => cost > 0 && _rows[name].Seen is not null))
            _rows[name] = _rows[name] with { Cost = cost };
    }

    /// <summary>What is known now; points that were not asked say why.</summary>
    public ParityTable Finish()
    {
        CheckEveryAnswer();
        string? version = _rows.GetValueOrDefault("api_version")?.Seen;
        Redactor redactor = new(_options.Key, _secrets, _recorder.Exchanges, _options.BaseUri);
        IEnumerable<ParityRow> rows = Points.All.Select(point => _rows.TryGetValue(point.Name, out ParityRow? row) ? row : Unasked(point));
        return new ParityTable
        {
            Service = _options.BaseUri.Host,
            ApiVersion = version is null ? null : redactor.Clean(version),
            ClientVersion = typeof(PhotaClient).Assembly.GetName().Version?.ToString(3) ?? "0",
            AskedAt = DateTimeOffset.UtcNow,
            MaxCost = _options.MaxCost,
            Bill = [.. _budget.Charges],
            Rows = [.. rows.Select(row => row with { Seen = redactor.Clean(row.Seen), Why = redactor.Clean(row.Why) })],
            Recordings = redactor.Recordings(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _withKey.Dispose();
        _withWrongKey.Dispose();
        _withoutKey.Dispose();
        _recorder.Dispose();
        _stop.Dispose();
    }

    private ParityRow Unasked(Point point) => Row(point.Name) with
    {
        Verdict = ParityRow.NotAsked,
        Why = point.Unseen ?? (Questions.Any(question => question.Answers.Contains(point.Name)) ? "stopped before" : Missing(point.Name)),
    };

    private static string Missing(string name) => name switch
    {
        "signature_form" or "callback_body" or "callback_delivery" => "needs -CallbackUri and -ListenOn",
        "deprecation_header" => "no operation was accepted",
        "request_id_header" or "retry_after" => "nothing was answered",
        _ => "needs -IncludeTraining and -TrainingUri",
    };

    private static ParityRow Row(string name)
    {
        Point point = Points.All.Single(known => known.Name == name);
        return new() { Name = name, IsSwitch = point.IsSwitch, Assumed = point.Assumed, Verdict = ParityRow.NotAsked };
    }

    /// <summary>Notes the position of a switch; null says that what was seen fits none.</summary>
    private void See(string name, string? position, string seen)
    {
        ParityRow row = Row(name);
        string verdict = position == row.Assumed ? ParityRow.Confirmed : ParityRow.Differs;
        _rows[name] = row with { Seen = seen, Position = position, Verdict = verdict };
    }

    private void See(string name, string? position, Reply reply) =>
        See(name, position, position is null ? $"no position fits: {reply.Show()}" : $"{position} ({reply.Show()})");

    private void Fact(string name, string seen, bool? isAsAssumed = null)
    {
        ParityRow row = Row(name);
        bool isSame = isAsAssumed ?? seen == row.Assumed;
        _rows[name] = row with { Seen = seen, Verdict = isSame ? ParityRow.Confirmed : ParityRow.Differs };
    }

    private void Unknown(string name, string why) => _rows[name] = Row(name) with { Verdict = ParityRow.NotAsked, Why = why };

    private void Status(string name, Reply reply, params int[] positions) =>
        See(name, reply.Status is { } status && positions.Contains(status) ? $"{status}" : null, reply);

    private Task<Reply> GetAsync(string path) => SendAsync(_withKey, HttpMethod.Get, $"/v1/phota/{path}");

    /// <summary>Sends a request that might be paid for, once its price is set aside; what is refused is given back.</summary>
    private async Task<(Reply Reply, ParityCharge Charge)> PayAsync(decimal most, string path, RequestBody body)
    {
        ParityCharge charge = _budget.Reserve(_question, $"POST {path}", most);
        Reply reply = await SendAsync(_withKey, HttpMethod.Post, $"/v1/phota/{path}", body).ConfigureAwait(false);
        if (reply.IsRefused) _budget.Release(charge);
        return (reply, charge);
    }

    private Task<(Reply Reply, ParityCharge Charge)> PayAsync(decimal most, string path, Dictionary<string, object?> fields)
    {
        RequestBody body = new(fields);
        body.End();
        return PayAsync(most, path, body);
    }

    // Through the client's handlers, and without its retries: what is not answered is an answer too.
    private async Task<Reply> SendAsync(HttpClient http, HttpMethod method, string path, RequestBody? body = null)
    {
        using Deadline deadline = new(_options.RequestTimeout, TimeProvider.System, _stop.Token);
        for (int attempt = 1; ; attempt++)
        {
            (Reply reply, TimeSpan pause) = await SendOnceAsync(http, method, new Uri(_options.BaseUri, path), body, deadline).ConfigureAwait(false);
            _silences = reply.Status is null ? _silences + 1 : 0;
            if (reply.Status != 429) return reply;
            Fact("retry_after", $"429 with Retry-After: {reply.Header("Retry-After") ?? "none"}");
            if (attempt == MaxThrottled || pause >= deadline.Left) return reply;
        }
    }

    private async Task<(Reply Reply, TimeSpan Pause)> SendOnceAsync(HttpClient http, HttpMethod method, Uri url, RequestBody? body, Deadline deadline)
    {
        RequestProgress progress = new();
        using ApiRequestMessage request = new(method, url, deadline, progress) { Operation = url.AbsolutePath, Subject = null };
        if (body is not null)
        {
            request.Content = new RequestBodyContent(body, progress, deadline.Token);
            _recorder.Grant();
        }

        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, deadline.Token).ConfigureAwait(false);
            byte[] bytes = await response.Content.ReadAsByteArrayAsync(deadline.Token).ConfigureAwait(false);
            return (new((int)response.StatusCode, Headers(response), bytes, null), request.PausedFor);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return (new(null, [], [], $"nothing came within {_options.RequestTimeout.TotalSeconds:0} seconds"), default);
        }
        catch (Exception e) when (e is PhotaException || (Transport.IsNetworkError(e) && !_stop.IsCancellationRequested))
        {
            return (new(null, [], [], e.GetBaseException().Message), default);
        }
        finally
        {
            _recorder.Revoke();
        }
    }

    private static KeyValuePair<string, string>[] Headers(HttpResponseMessage response) =>
        [.. response.Headers.Concat(response.Content.Headers).Select(header => KeyValuePair.Create(header.Key, string.Join(", ", header.Value)))];

    private void CheckEveryAnswer()
    {
        Exchange[] api = [.. _recorder.Exchanges.Where(exchange => exchange.Status is not null && exchange.Url.AbsolutePath.StartsWith("/v1/phota", StringComparison.Ordinal))];
        if (api.Length == 0) return;
        int with = api.Count(exchange => exchange.Headers.Any(header => header.Key.Equals("X-Request-Id", StringComparison.OrdinalIgnoreCase)));
        Fact("request_id_header", with == api.Length ? "on every answer" : $"on {with} of {api.Length} answers");
        if (!_rows.ContainsKey("retry_after")) Fact("retry_after", "no 429");

        Exchange[] operations = [.. api.Where(exchange => exchange.Method == "POST" && !exchange.Url.AbsolutePath.EndsWith("/add", StringComparison.Ordinal) && exchange.Status is >= 200 and < 300 && new Reply(null, [], exchange.Body, null).Object is not null)];
        if (operations.Length == 0) return;
        string? date = operations.SelectMany(exchange => exchange.Headers)
            .FirstOrDefault(header => header.Key.Equals("X-Phota-Deprecation-Date", StringComparison.OrdinalIgnoreCase)).Value;
        See("deprecation_header", date is null ? "off" : "on", date is null ? "off" : $"on ({date})");
    }

    private static string? Position(JsonNode? node, string name) =>
        node is not JsonObject body || !body.TryGetPropertyValue(name, out JsonNode? value) ? "missing"
        : value is null ? "null"
        : value is JsonArray { Count: 0 } ? "empty"
        : null;

    /// <summary>Asks until there is nothing more to ask or the time is over, at growing intervals.</summary>
    private async Task PollAsync(TimeSpan timeout, TimeSpan first, TimeSpan longest, Func<Task<bool>> isDoneAsync)
    {
        Stopwatch clock = Stopwatch.StartNew();
        for (TimeSpan wait = first; !await isDoneAsync().ConfigureAwait(false) && clock.Elapsed < timeout; wait = wait * 1.5 < longest ? wait * 1.5 : longest)
            await Task.Delay(wait, _stop.Token).ConfigureAwait(false);
    }
}
