using System.Reflection;
using System.Text.Json.Serialization;
using Phota.Sandbox.Faults;
using Phota.Sandbox.Rules;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Tests;

/// <summary>Holds docs/sandbox.md against the code.</summary>
public sealed class DocumentationTests
{
    private static readonly string[] s_lines = File.ReadAllLines(Repository.File("docs/sandbox.md"));

    [Fact]
    public void Every_switch_is_documented_with_its_values() => Assert.All(Switch.All.Values, s =>
    {
        string row = Assert.Single(s_lines, l => l.StartsWith($"| `{s.Name}` |", StringComparison.Ordinal));
        Assert.Contains($"**{s.Default}**", row, StringComparison.Ordinal);
        Assert.All(s.Alternatives, value => Assert.Contains(value, row, StringComparison.Ordinal));
        Assert.EndsWith($"| {s.Note} |", row, StringComparison.Ordinal);
    });

    [Fact]
    public void Every_fault_kind_is_documented() => AssertNamed(
        typeof(FaultAction).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!));

    [Fact]
    public void Every_verdict_rule_is_documented() => AssertNamed(ConstantsOf(typeof(VerdictRule)));

    [Fact]
    public void Every_outcome_is_documented() => AssertNamed(ConstantsOf(typeof(Outcomes)));

    [Fact]
    public void Every_event_is_documented() => AssertNamed(RequestEvents.All);

    private static void AssertNamed(IEnumerable<string> names)
    {
        string page = string.Join('\n', s_lines);
        string[] all = [.. names];
        Assert.NotEmpty(all);
        Assert.All(all, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> ConstantsOf(Type type) =>
        type.GetFields().Select(f => (string)f.GetRawConstantValue()!);
}
