using System.Collections.Concurrent;

namespace Phota;

/// <summary>What all runspaces and clients of this process with the same key at the same endpoint share.</summary>
internal sealed class Account
{
    private static readonly ConcurrentDictionary<Uri, List<(ApiKey Key, Account Account)>> s_accounts = new();

    private Account()
    {
    }

    public RateGate Gate { get; } = new();

    public PollPacer Polls { get; } = new();

    public static Account For(Uri baseUri, ApiKey key)
    {
        List<(ApiKey Key, Account Account)> accounts = s_accounts.GetOrAdd(baseUri, _ => []);
        lock (accounts)
        {
            foreach ((ApiKey known, Account account) in accounts)
            {
                if (known.Matches(key)) return account;
            }

            accounts.Add((key, new Account()));
            return accounts[^1].Account;
        }
    }
}
