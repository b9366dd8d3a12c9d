using System.Security.Cryptography;

namespace Phota;

/// <summary>Verifies that a callback comes from the holder of the account's secret (<c>release-notes v0.7.0</c>: the body is HMAC-signed).</summary>
/// <remarks>
/// Neither the hash nor the form of the signature is documented. SHA-256 and the forms of <see cref="CallbackSignatureForm"/>
/// are assumptions, and <see cref="CallbackVerdict.Note"/> says so.
/// </remarks>
public static class CallbackSignature
{
    /// <summary>The header that carries the signature.</summary>
    public const string Header = "X-Phota-Signature";

    private const string Authority = "Polling is authoritative (api/async-requests): ask about the job before acting on this.";

    /// <summary>Verifies a callback; signatures are compared in constant time.</summary>
    /// <param name="body">The body's bytes exactly as they arrived.</param>
    /// <param name="signature">The value of the header <see cref="Header"/>; null when there was none.</param>
    /// <param name="secret">The account's secret.</param>
    /// <param name="maxAge">How old a valid callback may be, by the time that was signed; null for any age.</param>
    public static CallbackVerdict Verify(ReadOnlySpan<byte> body, string? signature, WebhookSecret secret, TimeSpan? maxAge = null) =>
        Verify(body, signature, secret, maxAge, TimeProvider.System);

    internal static CallbackVerdict Verify(ReadOnlySpan<byte> body, string? signature, WebhookSecret secret, TimeSpan? maxAge, TimeProvider time)
    {
        SignatureHeader header = SignatureHeader.Parse(signature);
        byte[] expected = Sign(header.SignedBefore, body, secret);
        bool isValid = false;
        foreach (byte[] given in header.Signatures) isValid |= CryptographicOperations.FixedTimeEquals(given, expected);
        string? age = isValid && maxAge is { } limit ? AgeProblem(header.Timestamp, limit, time) : null;
        return new()
        {
            IsValid = isValid && age is null,
            Form = header.Form,
            Timestamp = header.Timestamp,
            JobId = CallbackBody.JobId(body, isTrusted: isValid && age is null),
            Note = $"{age ?? Finding(header.Form, isValid)} {Authority}",
        };
    }

    // A clock that goes ahead is as wrong as an old callback.
    private static string? AgeProblem(DateTimeOffset? signed, TimeSpan limit, TimeProvider time) => signed switch
    {
        null => "The signature fits, but says no time, so the callback's age cannot be checked.",
        { } at when (time.GetUtcNow() - at).Duration() > limit => "The signature fits, but was made at another time than now: the callback may be a repeated one.",
        _ => null,
    };

    private static byte[] Sign(byte[] before, ReadOnlySpan<byte> body, WebhookSecret secret)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.ToBytes());
        hash.AppendData(before);
#if NETFRAMEWORK
        hash.AppendData(body.ToArray());
#else
        hash.AppendData(body);
#endif
        return hash.GetHashAndReset();
    }

    private static string Finding(CallbackSignatureForm form, bool isValid) => (form, isValid) switch
    {
        (CallbackSignatureForm.None, _) =>
            "The signature is missing or of no form that we know; Phota does not document its form, so this proves nothing.",
        (_, true) => "The signature fits; that Phota signs in this form is our assumption, not confirmed by Phota.",
        _ => "The signature does not fit this body and secret, if Phota signs in this form, which is our assumption.",
    };
}
