using System.Diagnostics;
using Xunit.Abstractions;

namespace Phota.Tests.Fuzzing;

/// <summary>Spoiled answers for every reader: what comes out is right, or a <see cref="PhotaException"/>, and soon.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const long MostMemory = 16 * 1024 * 1024;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Readers => [.. Reader.All.Select(reader => reader.Name)];

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task A_spoiled_answer_is_read_right_or_refused(string name)
    {
        Reader reader = Reader.Find(name);
        Mutator mutator = new(FuzzEffort.Seed);
        using TempFolder folder = new();
        OutputTarget target = new(Directory.CreateDirectory(folder.File("out")).FullName, "dog.png", Overwrite: true);
        int refused = 0;
        (int times, TimeSpan slowest, long largest) = (FuzzEffort.Of(1_500, 20_000), TimeSpan.Zero, 0L);
        for (int i = 0; i < times; i++)
        {
            Answer answer = new(mutator.Mutate(reader.Seeds), target, mutator.Random);
            long clock = Stopwatch.GetTimestamp();
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (await IsRefusedAsync(reader, answer, i)) refused++;
            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - before);
            if (Stopwatch.GetElapsedTime(clock) is var time && time > slowest) slowest = time;
            Clean(folder, target, i);
        }

        output.WriteLine($"{name}: {times} mutations with seed {FuzzEffort.Seed}, {refused} refused, {times - refused} read; slowest {slowest.TotalMilliseconds:0} ms, most memory {largest / 1024} KB");
        Assert.InRange(slowest, TimeSpan.Zero, s_longest);
        Assert.InRange(largest, 0, MostMemory);
    }

    private static async Task<bool> IsRefusedAsync(Reader reader, Answer answer, int number)
    {
        try
        {
            await reader.ReadAsync(answer);
            return false;
        }
        catch (PhotaException)
        {
            return true;
        }
        catch (Exception e) when (answer.IsCompressed && Transport.IsNetworkError(e))
        {
            // The transport takes it for a connection that breaks.
            return true;
        }
        catch (Exception e)
        {
            Assert.Fail($"Mutation {number} with seed {FuzzEffort.Seed}: {e}\n{Convert.ToBase64String(answer.Body, 0, Math.Min(3000, answer.Body.Length))}");
            throw;
        }
    }

    private static void Clean(TempFolder folder, OutputTarget target, int number)
    {
        foreach (string path in Directory.EnumerateFiles(target.Directory))
        {
            Assert.False(path.EndsWith(".part", StringComparison.Ordinal), $"Mutation {number} leaves {path}.");
            File.Delete(path);
        }

        Assert.Equal(["out"], folder.Names());
    }
}
