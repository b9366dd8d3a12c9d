using System.Net;
using System.Security;

namespace PhotaPS;

/// <summary>The way into and out of a SecureString.</summary>
internal static class SecureStrings
{
    public static string Reveal(this SecureString secret) => new NetworkCredential("", secret).Password;

    public static SecureString Secure(this string text)
    {
        SecureString secret = new();
        foreach (char c in text) secret.AppendChar(c);
        secret.MakeReadOnly();
        return secret;
    }
}
