using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Phota.Sandbox.State;

/// <summary>Ids that look random and are the same on every run with the same seed.</summary>
internal sealed class IdSource(int seed)
{
    private int _requests;
    private int _jobs;
    private int _profiles;

    public int Seed { get; } = seed;

    public string NextRequest() => Uuid("request", Interlocked.Increment(ref _requests));

    public string NextJob() => Uuid("job", Interlocked.Increment(ref _jobs));

    public string NextProfile() => Hex("profile", Interlocked.Increment(ref _profiles));

    public byte[] Key(string purpose) => Digest(purpose, 0);

    private string Uuid(string purpose, int number)
    {
        string hex = Hex(purpose, number);
        return $"{hex[..8]}-{hex[8..12]}-4{hex[13..16]}-a{hex[17..20]}-{hex[20..]}";
    }

    private string Hex(string purpose, int number) => Convert.ToHexStringLower(Digest(purpose, number).AsSpan(0, 16));

    private byte[] Digest(string purpose, int number) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Seed}:{purpose}:{number}")));
}
