namespace Phota.Sandbox.Http;

internal static class StudioPaths
{
    public const string Root = "/v1/phota";
    public const string AddProfile = Root + "/profiles/add";

    private static readonly HashSet<string> s_operations =
        [Root + "/edit", Root + "/generate", Root + "/enhance", Root + "/remix"];

    public static bool IsOperation(string method, string path) => HttpMethods.IsPost(method) && s_operations.Contains(path);
}
