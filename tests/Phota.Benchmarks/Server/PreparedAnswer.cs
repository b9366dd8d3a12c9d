using System.Text;

namespace Phota.Benchmarks.Server;

/// <summary>The bodies of answers.</summary>
internal static class PreparedAnswer
{
    public static byte[] WithBytes(byte[] image, int count)
    {
        byte[] text = Encoding.ASCII.GetBytes(Convert.ToBase64String(image));
        using MemoryStream json = new((text.Length + 4) * count + 100);
        json.Write("{\"images\":["u8);
        for (int i = 0; i < count; i++)
        {
            json.Write(i == 0 ? "\""u8 : ",\""u8);
            json.Write(text);
            json.Write("\""u8);
        }

        json.Write("],\"download_urls\":[],\"known_subjects\":{\"counts\":{}}}"u8);
        return json.ToArray();
    }

    public static string WithUrls(string url, ServerOptions options)
    {
        IEnumerable<string> urls = Enumerable.Range(0, options.Images).Select(i => $"\"{url}/files/{i}.{options.Format}\"");
        string list = string.Join(',', urls);
        return $$$"""{"images":[],"download_urls":[{{{list}}}],"known_subjects":{"counts":{} } }""";
    }

    public static string Accepted(string id) => $$"""{"job_id":"{{id}}","status":"queued"}""";

    public static string Running(string id) => $$"""{"job_id":"{{id}}","status":"running"}""";

    public static string Finished(string id, string url, ServerOptions options) =>
        $$"""{"job_id":"{{id}}","status":"succeeded","result":{{WithUrls(url, options)}} }""";
}
