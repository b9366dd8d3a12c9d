using Phota.Tests.Live.Matrix;

namespace Phota.Tests.Live;

/// <summary>Every fault on every way: what comes of it is in the table, and nothing is paid twice.</summary>
public abstract class FaultMatrixTests(string part, Sandboxes sandboxes) : IClassFixture<Sandboxes>
{
    private protected virtual IEnumerable<ICall> Calls => Way.All;

    protected async Task CheckAsync(string fault)
    {
        FaultRow row = FaultRows.Find(part, fault);
        ICall[] calls = [.. Calls.Where(call => call.Expected(row) is not null)];
#if NETFRAMEWORK
        // Under Mono the deletion comes back as 404: two requests arrive, and the client sees the answer of the second alone.
        if (fault == "reset after it is done") calls = [.. calls.Where(call => call.ToString() != "delete")];
#endif
        string[] found = await Task.WhenAll(calls.Select(call => TellAsync(row, call)));
        string[] wrong = [.. calls.Zip(found).Where(cell => cell.First.Expected(row) != cell.Second).Select(cell => $"{cell.First}: {cell.Second}, not {cell.First.Expected(row)}")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    private protected static TheoryData<string> Names(IEnumerable<FaultRow> rows) => [.. rows.Where(row => row.Action != FaultRow.SelfSigned || SelfSigned.IsPossible).Select(row => row.Name)];

    private async Task<string> TellAsync(FaultRow row, ICall call)
    {
        try
        {
            string told = await Cell.RunAsync(row, call, sandboxes);
            if (told == call.Expected(row) || (row.Allowed >= FaultRow.Minute && !Wine.IsHere)) return told;

            // On a busy machine a short time may be over before the fault has struck, and Wine now and then breaks a connection.
            return await Cell.RunAsync(row with { Allowed = FaultRow.Minute }, call, sandboxes);
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }
}

public sealed class RefusalMatrixTests(Sandboxes sandboxes) : FaultMatrixTests("The service refuses or fails", sandboxes)
{
    public static TheoryData<string> Faults => Names(FaultRows.Refusals);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_refusal_comes_out_as_the_table_says(string fault) => CheckAsync(fault);
}

public sealed class ConnectionMatrixTests(Sandboxes sandboxes) : FaultMatrixTests("The connection fails", sandboxes)
{
    public static TheoryData<string> Faults => Names(FaultRows.Connections);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_connection_that_fails_comes_out_as_the_table_says(string fault) => CheckAsync(fault);
}

public sealed class AnswerMatrixTests(Sandboxes sandboxes) : FaultMatrixTests("The answer is not what it should be", sandboxes)
{
    public static TheoryData<string> Faults => Names(FaultRows.Answers);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_wrong_answer_comes_out_as_the_table_says(string fault) => CheckAsync(fault);
}

public sealed class JobMatrixTests(Sandboxes sandboxes) : FaultMatrixTests("The job", sandboxes)
{
    public static TheoryData<string> Faults => Names(FaultRows.Jobs);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_fault_of_a_job_comes_out_as_the_table_says(string fault) => CheckAsync(fault);
}

public sealed class DownloadMatrixTests(Sandboxes sandboxes) : FaultMatrixTests("The download", sandboxes)
{
    public static TheoryData<string> Faults => Names(FaultRows.Downloads);

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_fault_of_a_download_comes_out_as_the_table_says(string fault) => CheckAsync(fault);
}

public sealed class OtherMatrixTests(Sandboxes sandboxes) : FaultMatrixTests(FaultRows.OtherTitle, sandboxes)
{
    public static TheoryData<string> Faults => Names(FaultRows.Others);

    private protected override IEnumerable<ICall> Calls => OtherCall.All;

    [Theory]
    [MemberData(nameof(Faults))]
    public Task A_call_that_makes_no_image_comes_out_as_the_table_says(string fault) => CheckAsync(fault);
}
