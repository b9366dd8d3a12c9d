using System.Security.Cryptography;
using System.Text;

namespace Phota;

/// <summary>A key that can be put into a request to its own host and nowhere else: it has no text form.</summary>
public sealed class ApiKey
{
    private const string Header = "X-API-Key";

    // A shorter one stands in any answer by chance, and hiding it there would spoil what is paid for.
    private const int MinHiddenLength = 8;

    private readonly string _value;

    /// <summary>Wraps a key.</summary>
    /// <param name="value">The key as the developer portal shows it; surrounding white space is dropped.</param>
    /// <exception cref="PhotaException">Kind Authentication: empty, or not sendable as a header.</exception>
    public ApiKey(string value)
    {
        _value = value.Trim();
        if (_value.Length == 0) throw new PhotaException(PhotaErrorKind.Authentication, "The API key is empty.") { IsFatal = true };
        if (_value.Any(c => c is < ' ' or > '~'))
        {
            throw new PhotaException(PhotaErrorKind.Authentication, "The API key holds characters that no key has.")
            {
                IsFatal = true,
            };
        }
    }

    /// <summary>Says that there is a key, never which.</summary>
    public override string ToString() => "(hidden)";

    internal void ApplyTo(HttpRequestMessage request) => request.Headers.Add(Header, _value);

    /// <summary>The text without the key: a service may quote what it refuses.</summary>
    internal string? Hide(string? text) => text?.Replace(_value, ToString());

    /// <summary>Takes the key out of an answer: out of the one header that is shown, and out of its body.</summary>
    internal void HideIn(HttpResponseMessage response)
    {
        // Before it is cut for showing: a part of the key would not be found.
        if (response.Headers.TryGetValues(ErrorReader.RequestIdHeader, out IEnumerable<string>? ids) && ids.FirstOrDefault() is { } id && Hide(id) != id)
        {
            response.Headers.Remove(ErrorReader.RequestIdHeader);
            response.Headers.TryAddWithoutValidation(ErrorReader.RequestIdHeader, Hide(id));
        }

        if (_value.Length < MinHiddenLength) return;
        byte[] secret = Encoding.ASCII.GetBytes(_value);
        byte[] replacement = Encoding.ASCII.GetBytes(ToString());
        response.Content = new WrappedContent(response.Content, stream => new RedactingStream(stream, secret, replacement));
    }

    /// <summary>A salted tag, by which a later run tells whether it has the same key.</summary>
    internal string CreateTag()
    {
        string salt = Guid.NewGuid().ToString("N").Substring(0, 8);
        return $"{salt}-{Tag(salt)}";
    }

    /// <summary>Whether a tag is of this key; true where there is no tag.</summary>
    internal bool HasTag(string? tag) => tag?.Split('-') is not [string salt, string hash] || Tag(salt) == hash;

    private string Tag(string salt) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt} {_value}")), 0, 4).ToLowerInvariant();

    internal bool Matches(ApiKey other) => string.Equals(_value, other._value, StringComparison.Ordinal);
}
