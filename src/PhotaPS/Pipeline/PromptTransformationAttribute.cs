namespace PhotaPS;

/// <summary>Takes text alone for a prompt; PowerShell would make a prompt of the name of anything that comes through the pipeline.</summary>
internal sealed class PromptTransformationAttribute : ElementTransformationAttribute
{
    private protected override object? Change(object? element) =>
        Bare(element) is null or string or IConvertible ? element : throw Refusal($"A {Bare(element)!.GetType().Name} is not a prompt.");
}
