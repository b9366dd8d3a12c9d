using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace PhotaPS;

/// <summary>A request of a browser on this machine, read whole and within limits.</summary>
internal sealed class LoopbackRequest
{
    private const int MaxHead = 32 * 1024;
    private const int MaxBody = 4 * 1024 * 1024;

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private LoopbackRequest(string method, string target)
    {
        Method = method;
        Target = target;
    }

    public string Method { get; }

    /// <summary>The path as it was sent, with its query if there is one.</summary>
    public string Target { get; }

    public byte[] Body { get; private set; } = [];

    public string? Header(string name) => _headers.TryGetValue(name, out string? value) ? value : null;

    /// <summary>Reads a request; null for anything that no browser sends.</summary>
    public static async Task<LoopbackRequest?> ReadAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[MaxHead];
        int length = 0, end;
        while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (length == buffer.Length) return null;
            int read = await stream.ReadAsync(buffer.AsMemory(length)).ConfigureAwait(false);
            if (read == 0) return null;
            length += read;
        }

        if (ReadHead(Encoding.ASCII.GetString(buffer, 0, end)) is not { } request) return null;
        if (request.Header("Content-Length") is not { } text) return request.Header("Transfer-Encoding") is null ? request : null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size > MaxBody) return null;
        request.Body = new byte[size];
        int known = Math.Min(length - end - 4, size);
        Array.Copy(buffer, end + 4, request.Body, 0, known);
        while (known < size)
        {
            int read = await stream.ReadAsync(request.Body.AsMemory(known)).ConfigureAwait(false);
            if (read == 0) return null;
            known += read;
        }

        return request;
    }

    private static LoopbackRequest? ReadHead(string head)
    {
        string[] lines = head.Split(["\r\n"], StringSplitOptions.None);
        if (lines[0].Split(' ') is not [var method, var target, "HTTP/1.1"]) return null;
        LoopbackRequest request = new(method, target);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':');
            // Two hosts or two lengths in one request are an attack, not a browser.
            if (colon <= 0 || request._headers.ContainsKey(line.Substring(0, colon))) return null;
            request._headers.Add(line.Substring(0, colon), line.Substring(colon + 1).Trim());
        }

        return request;
    }
}
