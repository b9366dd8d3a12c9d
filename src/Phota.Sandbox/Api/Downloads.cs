using System.Text;
using Microsoft.Net.Http.Headers;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Api;

/// <summary>Signed downloads, as a storage host would serve them: no key, ranges allowed, errors in XML.</summary>
internal static class Downloads
{
    public static IResult Get(Exchange exchange, string name, string? expires, string? signature)
    {
        World world = exchange.World;
        LinkState link = exchange.Fault.ExpiresDownload ? LinkState.Expired : world.Links.Check(name, expires, signature);
        if (link != LinkState.Valid)
        {
            string code = link == LinkState.Expired ? "ExpiredToken" : "SignatureDoesNotMatch";
            return Error(world.Switches.Status(SwitchTable.ExpiredUrlStatus), code);
        }

        return world.Pictures.Find(name) is { } picture
            ? Results.Bytes(
                picture.Read(),
                picture.MediaType,
                enableRangeProcessing: true,
                entityTag: new EntityTagHeaderValue($"\"{name}\""))
            : Error(StatusCodes.Status404NotFound, "NoSuchKey");
    }

    private static Answer Error(int status, string code)
    {
        string body = $"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>";
        return new Answer(status, "application/xml", Encoding.UTF8.GetBytes(body));
    }
}
