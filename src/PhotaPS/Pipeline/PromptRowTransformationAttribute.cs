namespace PhotaPS;

/// <summary>Takes rows that bring options of a request; a receipt's prompt is not the next request's.</summary>
internal sealed class PromptRowTransformationAttribute : ElementTransformationAttribute
{
    private protected override object? Change(object? element) => PhotoRow.Of(element) switch
    {
        null => throw Refusal($"A {Bare(element)?.GetType().Name} is not a row with a Prompt."),
        var row when PhotoRow.IsReceipt(row) => throw Refusal("A receipt is not a request: its prompt was that of an earlier image."),
        var row when !RowOptions.IsIn(row) => throw Refusal("The object has no column Prompt."),
        var row => row,
    };
}
