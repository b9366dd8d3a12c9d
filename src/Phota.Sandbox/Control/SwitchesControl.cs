using System.Text.Json;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Control;

internal static class SwitchesControl
{
    public static IResult List(Worlds worlds) => Answer.Ok(new
    {
        Switches = SwitchTable.All.Select(s => new
        {
            s.Name,
            Value = worlds.Current.Switches[s],
            s.Default,
            s.Alternatives,
            s.Unknown,
            s.Note,
        }),
    });

    public static async Task<IResult> SetAsync(Worlds worlds, HttpRequest request)
    {
        var values = await ControlBody.ReadAsync<Dictionary<string, JsonElement>>(request);
        worlds.Current.Switches.Set(values.ToDictionary(v => v.Key, v => v.Value.ToString()));
        return List(worlds);
    }
}
