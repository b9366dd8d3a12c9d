using System.Collections;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Changes each element of an argument, or refuses it, before PowerShell turns it into text or anything else.</summary>
internal abstract class ElementTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Bare(inputData) is IList list ? list.Cast<object?>().Select(Change).ToArray() : Change(inputData)!;

    private protected abstract object? Change(object? element);

    private protected static object? Bare(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    // An invalid cast inside has the binder try the next parameter that takes the pipeline's input.
    private protected static ArgumentTransformationMetadataException Refusal(string why) =>
        new(why, new PSInvalidCastException(why));
}
