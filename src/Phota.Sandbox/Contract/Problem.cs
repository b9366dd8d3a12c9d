using System.Text.Json.Nodes;

namespace Phota.Sandbox.Contract;

/// <summary>One item of a 422 body, as FastAPI has it.</summary>
internal sealed record Problem(string Type, IReadOnlyList<object> Loc, string Msg)
{
    public JsonObject ToJson() => new()
    {
        ["type"] = Type,
        ["loc"] = new JsonArray([.. Loc.Select(l => l is int i ? JsonValue.Create(i) : (JsonNode)l.ToString()!)]),
        ["msg"] = Msg,
    };
}
