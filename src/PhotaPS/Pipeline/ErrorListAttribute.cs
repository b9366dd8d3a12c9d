using System.Management.Automation;

namespace PhotaPS;

/// <summary>Takes errors as -ErrorVariable and $Error keep them: records, and exceptions that carry one.</summary>
internal sealed class ErrorListAttribute : ElementTransformationAttribute
{
    private protected override object? Change(object? element) => Bare(element) switch
    {
        null => null,
        ErrorRecord error => error,
        IContainsErrorRecord { ErrorRecord: { } error } => error,
        var other => throw Refusal($"A {other.GetType().Name} is no error; give those of -ErrorVariable, for example."),
    };
}
