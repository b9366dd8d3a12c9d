#:project ../Phota.Client.Tests/Phota.Client.Tests.csproj
#:project ../PhotaPS.UnitTests/PhotaPS.UnitTests.csproj
#:property PublishAot=false

// Runs the xunit tests of client and module where there is a .NET runtime and no SDK: dotnet client.dll [PART OF A TEST'S NAME]
// xunit's console runner is no longer published for .NET, and vstest comes with the SDK.

using System.Reflection;
using System.Text;
using Phota.Tests;
using PhotaPS.UnitTests.Reports;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

Console.OutputEncoding = Encoding.UTF8;
using XunitTestFramework framework = new(new NullMessageSink());
using Results results = new();
foreach (Type one in new[] { typeof(ReliabilityPageTests), typeof(ReportTests) }) Run(one.Assembly);
Console.WriteLine($"Client: {results.Passed} passed, {results.Failed} failed, {results.Skipped} skipped");
return results.Failed == 0 && results.Passed > 0 ? 0 : 1;

void Run(Assembly assembly)
{
    using Discovery discovery = new();
    framework.GetDiscoverer(Reflector.Wrap(assembly)).Find(false, discovery, new Options());
    discovery.Finished.WaitOne();

    results.Finished.Reset();
    framework.GetExecutor(assembly.GetName())
        .RunTests(discovery.TestCases.Where(test => args.Length == 0 || test.DisplayName.Contains(args[0], StringComparison.Ordinal)), results, new Options());
    results.Finished.WaitOne();
}

internal sealed class Discovery : TestMessageSink<IDiscoveryCompleteMessage>
{
    public List<ITestCase> TestCases { get; } = [];

    protected override void Handle(IMessageSinkMessage message)
    {
        if (message is ITestCaseDiscoveryMessage found) TestCases.Add(found.TestCase);
    }
}

internal sealed class Results : TestMessageSink<ITestAssemblyFinished>
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public int Skipped { get; private set; }

    protected override void Handle(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestPassed:
                Passed++;
                break;
            case ITestSkipped skipped:
                Skipped++;
                Console.WriteLine($"SKIPPED {skipped.Test.DisplayName}: {skipped.Reason}");
                break;
            case IFailureInformation failed:
                Failed++;
                string name = message is ITestMessage test ? test.Test.DisplayName : message.GetType().Name;
                Console.WriteLine($"FAILED {name}: {string.Join(" ", failed.Messages)}{Environment.NewLine}{string.Join(Environment.NewLine, failed.StackTraces)}");
                break;
        }
    }
}

internal abstract class TestMessageSink<TLast> : LongLivedMarshalByRefObject, IMessageSink, IDisposable
{
    private readonly Lock _lock = new();

    public ManualResetEvent Finished { get; } = new(false);

    public bool OnMessage(IMessageSinkMessage message)
    {
        lock (_lock) Handle(message);
        if (message is TLast) Finished.Set();
        return true;
    }

    public void Dispose() => Finished.Dispose();

    protected abstract void Handle(IMessageSinkMessage message);
}

/// <summary>All at their defaults.</summary>
internal sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
{
    public TValue GetValue<TValue>(string name) => default!;

    public void SetValue<TValue>(string name, TValue value) => throw new NotSupportedException();
}
