using System.Text;

namespace Phota.Benchmarks.Clients;

internal static class CurlConfig
{
    // --upload-file streams a body with its length; --data-binary would read all bodies into memory first.
    public static void Write(string path, string bodies, string output, string url)
    {
        StringBuilder config = new();
        foreach (string body in Directory.EnumerateFiles(bodies).Order())
        {
            if (config.Length > 0) config.Append("next\n");
            config.Append(
                $"""
                url = "{url}"
                silent
                show-error
                fail
                request = "POST"
                header = "Content-Type: application/json"
                header = "X-API-Key: bench"
                header = "Expect:"
                upload-file = "{body}"
                output = "{Path.Combine(output, Path.GetFileName(body))}"

                """);
        }

        File.WriteAllText(path, config.ToString());
    }
}
