using System.Security.Cryptography;
using System.Text;

namespace Phota;

/// <summary>
/// What a request is, whoever sends it and from wherever: a hash of its operation, its options and the bytes of its
/// photos. The same request has the same identity on every machine, so the service charges it once.
/// </summary>
public sealed class RequestIdentity
{
    private readonly byte[] _hash;

    private RequestIdentity(byte[] hash) => _hash = hash;

    /// <summary>The identity as 32 lower-case hex digits; the first <c>client_request_id</c> of the request.</summary>
    public string Id => Convert.ToHexString(_hash, 0, 16).ToLowerInvariant();

    /// <summary>Computes a request's identity; reads its photos.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="PhotaException">Kind InputFile: a photo cannot be read.</exception>
    public static RequestIdentity Of(ImageRequest request)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Operation}\n"));
        foreach (BodyPiece piece in (request with { ResponseMode = ResponseMode.Urls }).ToBody().Pieces) hash.AppendData(piece.Digest());
        return new(hash.GetHashAndReset());
    }

    /// <summary>The identity of the next try, after the service failed <paramref name="failures"/> jobs of this request.</summary>
    /// <param name="failures">How many jobs failed.</param>
    public string ClientRequestId(int failures) => failures == 0 ? Id : $"{Id}-{failures + 1}";

    /// <summary>Whether this request falls to one of several equal shares of all requests.</summary>
    /// <param name="shard">The share.</param>
    public bool IsIn(Shard shard) => BitConverter.ToUInt32(_hash, 16) % (uint)shard.Of == (uint)(shard.Number - 1);
}
