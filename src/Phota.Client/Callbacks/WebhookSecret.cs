using System.Text;

namespace Phota;

/// <summary>The account's secret that callbacks are signed with (<c>release-notes v0.7.0</c>); it does not print itself.</summary>
public sealed class WebhookSecret
{
    private readonly string _value;

    /// <summary>Wraps a secret.</summary>
    /// <param name="value">The secret as the service gave it.</param>
    /// <exception cref="PhotaException">Kind Validation: it is empty.</exception>
    public WebhookSecret(string value)
    {
        if (value.Length == 0) throw new PhotaException(PhotaErrorKind.Validation, "The webhook secret is empty.");
        _value = value;
    }

    /// <summary>The secret itself, for a store of secrets.</summary>
    public string Reveal() => _value;

    /// <summary>Says that there is a secret, never which.</summary>
    public override string ToString() => "(hidden)";

    internal byte[] ToBytes() => Encoding.UTF8.GetBytes(_value);
}
