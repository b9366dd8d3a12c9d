using System.Text.Json.Nodes;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Contract;

internal static class UnknownFields
{
    /// <summary>FastAPI ignores what it does not know, unless it is told to forbid it.</summary>
    public static void Refuse(JsonObject body, IReadOnlyList<Field> fields, Problems problems, Switches switches)
    {
        if (switches[SwitchTable.UnknownFields] != "reject")
            return;
        foreach (string name in body.Select(p => p.Key).Where(name => !fields.Any(f => f.Name == name)))
            problems.Add("extra_forbidden", "Extra inputs are not permitted", name);
    }
}
