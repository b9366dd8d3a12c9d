using System.Management.Automation;

namespace PhotaPS;

/// <summary>Refuses an amount with a decimal comma: PowerShell reads '0,50' as 50.</summary>
internal sealed class DollarsAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        string? text = (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) as string;
        return text?.Contains(',') == true
            ? throw new ArgumentTransformationMetadataException($"'{text}' has a comma; write the amount in US dollars with a point, such as 0.50.")
            : inputData;
    }
}
