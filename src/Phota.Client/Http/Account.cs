using System.Collections.Concurrent;

namespace Phota;

/// <summary>What all runspaces and clients of this process share: with the same key at the same endpoint, or without a key at the same host.</summary>
internal sealed class Account
{
    private static readonly ConcurrentDictionary<Uri, List<Account>> s_accounts = new();

    private readonly ApiKey? _key;
    private readonly TimeProvider _time;

    private Account(ApiKey? key, TimeProvider time)
    {
        _key = key;
        _time = time;
        RateLimiter = new AdaptiveRateLimiter(time);
        Gate = new OutageGate(time);
        Polls = new PollPacer(time, () => RateLimiter.Pauses);
    }

    public AdaptiveRateLimiter RateLimiter { get; }

    public OutageGate Gate { get; }

    public PollPacer Polls { get; }

    public JobTimes JobTimes { get; } = new();

    /// <summary>A storage has limits and outages of its own.</summary>
    public static Account ForDownloads(Uri url, TimeProvider time) => For(new Uri(url.GetLeftPart(UriPartial.Authority)), key: null, time);

    public static Account For(Uri baseUri, ApiKey? key, TimeProvider time)
    {
        List<Account> accounts = s_accounts.GetOrAdd(baseUri, _ => []);
        lock (accounts)
        {
            Account? account = accounts.Find(known => known._time == time && (key is null ? known._key is null : known._key?.Matches(key) == true));
            if (account is null) accounts.Add(account = new Account(key, time));
            return account;
        }
    }
}
