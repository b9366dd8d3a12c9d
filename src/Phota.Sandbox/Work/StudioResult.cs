using System.Text.Json.Nodes;
using Phota.Sandbox.Faults;
using Phota.Sandbox.Http;
using Phota.Sandbox.Pictures;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Work;

/// <summary>The contract's EditResponse.</summary>
internal sealed class StudioResult
{
    private readonly World _world;
    private readonly FaultAction _fault;
    private readonly IReadOnlyList<string> _recognised;
    private readonly int _count;
    private readonly IReadOnlyList<Picture>? _pictures;
    private readonly string[] _names;
    private readonly string[] _firstUrls;

    public StudioResult(
        World world, IReadOnlyList<string> recognised, int count, IReadOnlyList<Picture> pictures, bool asUrls, FaultAction fault)
    {
        _world = world;
        _fault = fault;
        _recognised = recognised;
        _count = count;

        // Behind URLs the shelf keeps the pictures; a job that kept them too would keep them for ever.
        _pictures = asUrls ? null : pictures;
        _names = [.. pictures.Select(p => p.Name)];
        _firstUrls = Sign();
    }

    public IResult ToAnswer() => _pictures is null ? Answer.Ok(ToJson()) : new ImagesAnswer(Frame(), _pictures);

    /// <summary>The result with download URLs, signed now or once and for all.</summary>
    public JsonObject ToJson()
    {
        bool resign = _world.Switches[SwitchTable.ResignUrlsOnPoll] == "yes";
        string[] urls = resign ? Sign() : _firstUrls;
        JsonObject body = KnownSubjects();
        AddEmpty(body, "images");
        body["download_urls"] = new JsonArray([.. urls.Select(u => (JsonNode)u)]);
        return body;
    }

    private JsonObject Frame()
    {
        JsonObject body = KnownSubjects();
        AddEmpty(body, "download_urls");
        return body;
    }

    private JsonObject KnownSubjects()
    {
        var counts = new JsonObject(_recognised.Select(id => KeyValuePair.Create(id, (JsonNode?)_count)));
        return _world.Switches[SwitchTable.KnownSubjectsForm] switch
        {
            "missing" => [],
            "null" => new JsonObject { ["known_subjects"] = null },
            _ => new JsonObject { ["known_subjects"] = new JsonObject { ["counts"] = counts } },
        };
    }

    private void AddEmpty(JsonObject body, string name)
    {
        string form = _world.Switches[SwitchTable.EmptyArrayForm];
        if (form != "missing")
            body[name] = form == "null" ? null : new JsonArray();
    }

    private string[] Sign() => [.. _names.Select(name => _fault.Link(_world.Links.Sign(name)))];
}
