using FsCheck;
using FsCheck.Fluent;

namespace Phota.Tests.Stories;

/// <summary>What a user does, or what happens to a folder, between two commands.</summary>
internal enum Act
{
    Run,
    Stop,
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
    DamageLedger,
    CopyLedger,
    MoveFolder,
    PassHours,
}

/// <summary>One step of a story; what an act has no use for, it does not read.</summary>
internal sealed record Step(Act Act, int Which, int Count, bool IsDirect, int Style, int Budget, RetryStates Retry, bool Overwrites, int Fault, int Skip, int Times)
{
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
    ];

    private const string Post = """{"method":"POST","path":"/v1/phota/*"}""";
    private const string Poll = """{"method":"GET","path":"/v1/phota/jobs/*"}""";
    private const string Download = """{"method":"GET","path":"/files/*"}""";

    private static readonly Act[] s_acts =
    [
        Act.Run, Act.Run, Act.Run, Act.Run, Act.Run, Act.Run, Act.Stop, Act.Stop, Act.Stop, Act.Plan, Act.RunTwo, Act.AddPhoto, Act.AddPhoto, Act.EditPhoto, Act.RenamePhoto,
        Act.CopyPhoto, Act.CutPhoto, Act.DeletePhoto, Act.DeleteImage, Act.EditImage, Act.DamageLedger, Act.CopyLedger, Act.MoveFolder, Act.PassHours,
    ];

    private static readonly RetryStates[] s_retries =
        [RetryStates.None, RetryStates.None, RetryStates.None, RetryStates.Failed, RetryStates.PerhapsPaid, RetryStates.Missing, RetryStates.Failed | RetryStates.PerhapsPaid | RetryStates.Missing];

    public static readonly Gen<Step> Any =
        from act in Gen.Elements(s_acts)
        from which in Gen.Choose(0, 7)
        from count in Gen.Elements(1, 1, 1, 2, 3, 5)
        from isDirect in Gen.Elements(false, false, false, true)
        from style in Gen.Elements(0, 0, 0, 1)
        from budget in Gen.Elements(0, 0, 0, 2, 4)
        from retry in Gen.Elements(s_retries)
        from overwrites in Gen.Elements(false, false, false, true)
        from fault in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, Faults.Length - 1))
        from skip in Gen.Choose(0, 3)
        from times in Gen.Elements(1, 2, 20)
        select new Step(act, which, count, isDirect, style, budget, retry, overwrites, fault, skip, times);

    public override string ToString() => Act switch
    {
        Act.Run or Act.Stop or Act.Plan or Act.RunTwo =>
            $"{Act} -Count {Count}{(IsDirect ? " -ResponseMode Bytes" : "")} -Prompt {Style}{(Budget > 0 ? $" -MaxCost {Budget} images" : "")}"
            + $"{(Retry == RetryStates.None ? "" : $" -Retry {Retry}")}{(Overwrites ? " -Force" : "")}{(Fault == 0 ? "" : $"; {Times} x '{Faults[Fault].Name}' after {Skip}")}",
        _ => $"{Act} {Which}",
    };
}
