using System.Management.Automation;

namespace PhotaPS;

/// <summary>Refuses a key that is given as text: it would be in the history, and PowerShell's own error repeats it.</summary>
internal sealed class ApiKeyTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string
            ? throw new ArgumentTransformationMetadataException(
                "The key is given as text, which stays in the history. Type it with -ApiKey (Read-Host -AsSecureString), or set the environment variable PHOTA_API_KEY.")
            : inputData;
}
