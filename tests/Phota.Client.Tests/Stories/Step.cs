using FsCheck;
using FsCheck.Fluent;

namespace Phota.Tests.Stories;

/// <summary>What a user does, or what happens to a folder, between two commands.</summary>
internal enum Act
{
    Run,
    RunAway,
    Stop,
    Kill,
    Plan,
    RunTwo,
    AddPhoto,
    EditPhoto,
    RenamePhoto,
    CopyPhoto,
    CutPhoto,
    DeletePhoto,
    DeleteImage,
    EditImage,
    RejectImage,
    DamageLedger,
    CopyLedger,
    MoveFolder,
    PassHours,
    ChangeService,
}

/// <summary>One step of a story; what an act has no use for, it does not read.</summary>
internal sealed record Step(Act Act)
{
    /// <summary>Which photo, image, line or switch; how many hours.</summary>
    public int Which { get; init; }

    public int Count { get; init; } = 1;

    public bool IsDirect { get; init; }

    public bool IsSubmitOnly { get; init; }

    /// <summary>Which prompt, and with it which destination.</summary>
    public int Style { get; init; }

    /// <summary>How many images the budget lets through; 0 for no budget.</summary>
    public int Budget { get; init; }

    public RetryStates Retry { get; init; }

    public bool Overwrites { get; init; }

    public int Fault { get; init; }

    /// <summary>How many requests pass before the fault strikes.</summary>
    public int Skip { get; init; }

    /// <summary>How often the fault strikes.</summary>
    public int Times { get; init; } = 1;

    /// <summary>After how many requests and readings of the clock the process dies.</summary>
    public int Moment { get; init; } = 1;

    /// <summary>What the service may do wrong during one command.</summary>
    public static readonly (string Name, string Action, string Match)[] Faults =
    [
        ("none", "", ""),
        ("429", """{"kind":"respond","status":429,"retry_after_seconds":1}""", Post),
        ("500", """{"kind":"respond","status":500}""", Post),
        ("503", """{"kind":"respond","status":503}""", Post),
        ("422", """{"kind":"respond","status":422}""", Post),
        ("401", """{"kind":"respond","status":401}""", Post),
        ("402", """{"kind":"payment_required"}""", Post),
        ("moderation", """{"kind":"moderation"}""", Post),
        ("reset before it is read", """{"kind":"reset","when":"before_read"}""", Post),
        ("reset after it is read", """{"kind":"reset","when":"after_read"}""", Post),
        ("answer lost", """{"kind":"reset","when":"after_charge"}""", Post),
        ("answer cut", """{"kind":"truncate","after_bytes":30}""", Post),
        ("not JSON", """{"kind":"replace","body":"<html>","content_type":"text/html"}""", Post),
        ("job fails", """{"kind":"job","final":"failed","code":"X","detail":"no"}""", Post),
        ("job lost", """{"kind":"job","final":"lost"}""", Post),
        ("fewer images", """{"kind":"images","count":1}""", Post),
        ("poll 500", """{"kind":"respond","status":500}""", Poll),
        ("poll reset", """{"kind":"reset","when":"after_read"}""", Poll),
        ("poll 404", """{"kind":"respond","status":404}""", Poll),
        ("download 500", """{"kind":"respond","status":500}""", Download),
        ("download cut", """{"kind":"truncate","after_bytes":40}""", Download),
        ("URL expired", """{"kind":"expire"}""", Download),
        ("offline", """{"kind":"reset","when":"before_read"}""", "{}"),
    ];

    /// <summary>What the service's documentation leaves open, and may be one way or another.</summary>
    public static readonly (string Name, string Value)[] Switches =
    [
        ("refund_failed_job", "no"),
        ("refund_failed_job", "yes"),
        ("abandoned_request", "free"),
        ("client_request_id_life_seconds", "86400"),
        ("client_request_id_conflict", "409"),
        ("client_request_id_conflict", "422"),
        ("resign_urls_on_poll", "no"),
        ("job_retention_seconds", "86400"),
        ("job_body_form", "flat"),
        ("job_body_form", "wrapped"),
        ("job_body_form", "output"),
        ("job_state_names", "alternative"),
        ("job_state_names", "other"),
        ("empty_array_form", "missing"),
        ("expired_url_status", "404"),
    ];

    private const string Post = """{"method":"POST","path":"/v1/phota/*"}""";
    private const string Poll = """{"method":"GET","path":"/v1/phota/jobs/*"}""";
    private const string Download = """{"method":"GET","path":"/files/*"}""";

    private static readonly Act[] s_acts =
    [
        Act.Run, Act.Run, Act.Run, Act.Run, Act.Run, Act.Run, Act.RunAway, Act.Stop, Act.Stop, Act.Kill, Act.Kill, Act.Kill, Act.Plan, Act.RunTwo, Act.AddPhoto, Act.AddPhoto, Act.EditPhoto, Act.RenamePhoto,
        Act.CopyPhoto, Act.CutPhoto, Act.DeletePhoto, Act.DeleteImage, Act.EditImage, Act.RejectImage, Act.DamageLedger, Act.CopyLedger, Act.MoveFolder, Act.PassHours, Act.ChangeService,
    ];

    private static readonly RetryStates[] s_retries =
        [RetryStates.None, RetryStates.None, RetryStates.None, RetryStates.Failed, RetryStates.PerhapsPaid, RetryStates.Missing, RetryStates.Failed | RetryStates.PerhapsPaid | RetryStates.Missing];

    public static readonly Gen<Step> Any =
        from act in Gen.Elements(s_acts)
        from which in Gen.Choose(0, 30)
        from count in Gen.Elements(1, 1, 1, 2, 3, 5)
        from path in Gen.Elements(0, 0, 0, 0, 1, 1, 2)
        from style in Gen.Elements(0, 0, 0, 1)
        from budget in Gen.Elements(0, 0, 0, 2, 4)
        from retry in Gen.Elements(s_retries)
        from overwrites in Gen.Elements(false, false, false, true)
        from fault in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, Faults.Length - 1))
        from skip in Gen.Choose(0, 3)
        from times in Gen.Elements(1, 2, 20)
        from moment in Gen.Choose(1, 60)
        select new Step(act)
        {
            Which = which,
            Count = count,
            IsDirect = path == 1,
            IsSubmitOnly = path == 2,
            Style = style,
            Budget = budget,
            Retry = retry,
            Overwrites = overwrites,
            Fault = fault,
            Skip = skip,
            Times = times,
            Moment = moment,
        };

    public override string ToString() => Act switch
    {
        Act.Run or Act.RunAway or Act.Stop or Act.Kill or Act.Plan or Act.RunTwo =>
            $"{Act} -Count {Count}{(IsDirect ? " -ResponseMode Bytes" : "")}{(IsSubmitOnly ? " -Async" : "")} -Prompt {Style}{(Budget > 0 ? $" -MaxCost {Budget} images" : "")}"
            + $"{(Retry == RetryStates.None ? "" : $" -Retry {Retry}")}{(Overwrites ? " -Force" : "")}{(Fault == 0 ? "" : $"; {Times} x '{Faults[Fault].Name}' after {Skip}")}"
            + $"{(Act == Act.Kill ? $"; dies at moment {Moment}" : "")}",
        Act.ChangeService => $"{Act} {Switches[Which % Switches.Length]}",
        _ => $"{Act} {Which}",
    };
}
