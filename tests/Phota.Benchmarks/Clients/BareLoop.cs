using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Phota.Benchmarks.Measuring;

namespace Phota.Benchmarks.Clients;

/// <summary>The shortest program that does the work: no retry, no check, no hash, no names, whole images in memory.</summary>
internal static class BareLoop
{
    public static async Task<int> RunAsync(string[] args)
    {
        Arguments arguments = new(args);
        string output = arguments.Text("out", "");
        int mark = arguments.Number("mark", 0);
        Uri url = new(new Uri(Environment.GetEnvironmentVariable("PHOTA_BASE_URI")!), "/v1/phota/enhance");
        using HttpClient client = new();
        ConcurrentQueue<Mark> marks = [];
        int done = 0;
        long start = Stopwatch.GetTimestamp();
        ParallelOptions limit = new() { MaxDegreeOfParallelism = arguments.Number("parallel", 16) };
        await Parallel.ForEachAsync(Directory.EnumerateFiles(arguments.Text("in", "")), limit, async (photo, stop) =>
        {
            using ByteArrayContent body = new(RequestJson.For(await File.ReadAllBytesAsync(photo, stop)));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await client.PostAsync(url, body, stop);
            response.EnsureSuccessStatusCode();
            using JsonDocument json = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(stop), default, stop);
            int index = 0;
            foreach (JsonElement image in json.RootElement.GetProperty("images").EnumerateArray())
                await File.WriteAllBytesAsync(Path.Combine(output, $"{Path.GetFileName(photo)}.{index++}"), image.GetBytesFromBase64(), stop);
            int now = Interlocked.Increment(ref done);
            if (mark > 0 && now % mark == 0) marks.Enqueue(Mark.Now(now, Stopwatch.GetElapsedTime(start)));
        });
        Console.WriteLine(new Said(Stopwatch.GetElapsedTime(start).TotalSeconds, [.. marks.OrderBy(at => at.Item)], Said.Nothing.Values).ToJson());
        return 0;
    }
}
