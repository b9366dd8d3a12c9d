#if NETFRAMEWORK
using System.Reflection;

namespace PhotaPS;

/// <summary>
/// Windows PowerShell reads no binding redirects, so the parts of System.Text.Json ask for versions of each other that
/// are not there to the digit; the ones in our own folder are right for them.
/// </summary>
internal static class OwnFolder
{
    private static readonly string s_path = Path.GetDirectoryName(typeof(OwnFolder).Assembly.Location)!;

    public static Assembly? Resolve(object sender, ResolveEventArgs request)
    {
        // Only our own assemblies get them: what another module asks for is its own affair.
        bool isOurs = request.RequestingAssembly is { } asking && Path.GetDirectoryName(asking.Location) == s_path;
        string path = Path.Combine(s_path, new AssemblyName(request.Name).Name + ".dll");
        return isOurs && File.Exists(path) ? Assembly.LoadFrom(path) : null;
    }
}
#endif
