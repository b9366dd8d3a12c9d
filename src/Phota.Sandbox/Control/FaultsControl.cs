using System.Text.Json;
using Phota.Sandbox.Faults;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Control;

internal static class FaultsControl
{
    public static IResult List(Worlds worlds) => Answer.Ok(new { Faults = worlds.Current.Faults.List() });

    public static async Task<IResult> AddAsync(Worlds worlds, HttpRequest request)
    {
        var body = await ControlBody.ReadAsync<JsonElement>(request);
        Fault[] faults = body.ValueKind == JsonValueKind.Array
            ? body.Deserialize<Fault[]>(Json.Options)!
            : [body.Deserialize<Fault>(Json.Options)!];
        foreach (Fault fault in faults)
            fault.Validate();

        worlds.Current.Faults.Add(faults);
        return List(worlds);
    }

    public static IResult Clear(Worlds worlds)
    {
        worlds.Current.Faults.Clear();
        return List(worlds);
    }
}
