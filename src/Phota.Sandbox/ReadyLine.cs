using System.Text;

namespace Phota.Sandbox;

internal static class ReadyLine
{
    public static string Of(SandboxServer server) => Encoding.UTF8.GetString(Json.Utf8(new
    {
        Ready = true,
        BaseUri = server.BaseUri.AbsoluteUri.TrimEnd('/'),
        server.BaseUri.Port,
        Pid = Environment.ProcessId,
        server.Seed,
    }));
}
