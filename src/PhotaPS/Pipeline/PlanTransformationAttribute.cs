using System.Collections;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Takes the plan of an earlier operation for the images that it would bring; the total that ends a plan stands for none.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PlanTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = Bare(inputData);
        object[] elements = data is IList list ? [.. list.Cast<object>()] : [data];
        return elements.Any(IsPlan) ? elements.SelectMany(Images).ToArray() : inputData;
    }

    private static bool IsPlan(object? element) => Bare(element!) is PhotaPlan or PhotaPlanTotal;

    private static IEnumerable<object> Images(object? element) => Bare(element!) switch
    {
        PhotaPlan plan => plan.GetImages(),
        PhotaPlanTotal => [],
        _ => [element!],
    };

    private static object Bare(object value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
