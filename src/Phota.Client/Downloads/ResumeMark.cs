using System.Net;
using System.Net.Http.Headers;

namespace Phota;

/// <summary>What is known of a picture whose download began: how long it is, and the tag of just this version of it.</summary>
internal sealed record ResumeMark(long Total, EntityTagHeaderValue? Tag)
{
    /// <summary>Null where the server cannot be asked for the rest, because it does not say how much there is in all.</summary>
    public static ResumeMark? Of(HttpResponseMessage response)
    {
        bool refusesRanges = response.Headers.AcceptRanges.Contains("none");
        if (refusesRanges || response.Content.Headers.ContentLength is not { } total) return null;
        EntityTagHeaderValue? tag = response.Headers.ETag;
        return new(total, tag is { IsWeak: false } ? tag : null);
    }

    /// <summary>Asks for what is missing; if the picture is another by now, for all of it.</summary>
    public void ApplyTo(HttpRequestMessage request, long have)
    {
        request.Headers.Range = new(have, null);
        if (Tag is not null) request.Headers.IfRange = new(Tag);
    }

    /// <summary>Whether an answer is the rest of the same picture, from where we are to its end.</summary>
    public bool IsRest(HttpResponseMessage response, long have) =>
        response.StatusCode == HttpStatusCode.PartialContent
        && response.Content.Headers.ContentRange is { Unit: "bytes" } range
        && range.From == have && range.To == Total - 1 && range.Length == Total;
}
