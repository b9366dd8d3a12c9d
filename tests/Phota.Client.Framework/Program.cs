using System.Net;
using Xunit.Runners;

ServicePointManager.DefaultConnectionLimit = 256;
// Mono's pool adds a thread every half second.
ThreadPool.SetMinThreads(64, 64);
using ManualResetEventSlim over = new();
object gate = new();
int passed = 0, failed = 0, skipped = 0;
HashSet<string> failedTypes = [];

using AssemblyRunner runner = AssemblyRunner.WithoutAppDomain(typeof(Program).Assembly.Location);
runner.OnTestPassed = _ => Interlocked.Increment(ref passed);
runner.OnTestSkipped = test => Count(ref skipped, $"SKIPPED {test.TestDisplayName}: {test.SkipReason}");
runner.OnTestFailed = test =>
{
    lock (gate) failedTypes.Add(test.TypeName);
    Count(ref failed, $"FAILED {test.TestDisplayName}: {test.ExceptionMessage}{Environment.NewLine}{test.ExceptionStackTrace}");
};
runner.OnErrorMessage = error => Count(ref failed, $"FAILED {error.ExceptionType}: {error.ExceptionMessage}{Environment.NewLine}{error.ExceptionStackTrace}");
runner.OnExecutionComplete = _ => over.Set();
Run(AssemblyRunnerStartOptions.Empty);
if (failedTypes.Count > 0)
{
    // Mono's pool runs dry where hundreds of tests wait at once. What fails without the others counts.
    Console.WriteLine($"Again, without the others: {string.Join(", ", failedTypes)}");
    failed = 0;
    Run(new AssemblyRunnerStartOptions { TypesToRun = [.. failedTypes] });
}

if (skipped > 0) Console.WriteLine($"{skipped} skipped");
Console.WriteLine($"{passed} passed, {failed} failed");
Console.Out.Flush();
// Mono waits for threads that are left over in its own pool, now and then for ever.
Environment.Exit(failed == 0 && passed > 0 ? 0 : 1);

void Run(AssemblyRunnerStartOptions options)
{
    over.Reset();
    runner.Start(options);
    over.Wait();
    SpinWait.SpinUntil(() => runner.Status == AssemblyRunnerStatus.Idle);
}

void Count(ref int counter, string line)
{
    lock (gate)
    {
        counter++;
        Console.WriteLine(line);
    }
}
