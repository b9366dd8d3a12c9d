using System.Management.Automation;

namespace PhotaPS;

/// <summary>Refuses an amount with a decimal comma: PowerShell reads '0,50' as 50.</summary>
internal sealed class DollarTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        Require(inputData, message => new ArgumentTransformationMetadataException(message));
        return inputData;
    }

    /// <summary>Refuses an amount with a comma: as text, or without quotes, which PowerShell takes for a list.</summary>
    internal static void Require(object? amount, Func<string, Exception> error)
    {
        string? text = (amount is PSObject wrapped ? wrapped.BaseObject : amount) switch
        {
            object[] list => string.Join(",", list),
            var other => other as string,
        };
        if (text?.Contains(',') == true) throw error($"'{text}' has a comma; write the amount in US dollars with a point, such as 0.50.");
    }
}
