using System.Management.Automation;

namespace PhotaPS;

/// <summary>Takes results, plans of results, receipts and rows for photos; a receipt becomes the result that it was written from.</summary>
internal sealed class PhotoInputTransformationAttribute : ElementTransformationAttribute
{
    // As what the parameter takes, or PowerShell would first try the object's properties: FullName would make a file of a result.
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object changed = base.Transform(engineIntrinsics, inputData);
        object?[] elements = changed as object?[] ?? [changed];
        return elements.Select(element => element is null ? null : PSObject.AsPSObject(element)).ToArray();
    }

    private protected override object? Change(object? element)
    {
        if (PhotoRow.Of(element) is not { } row)
        {
            return Bare(element) is null or PhotaImage or PhotaJob or PhotaPlan or PhotaPlanTotal
                ? element
                : throw Refusal($"A {Bare(element)!.GetType().Name} is neither an image nor a row.");
        }

        if (!PhotoRow.Columns.Any(column => row.Properties[column] is not null))
            throw Refusal("The object has none of the columns that name a photo: Path, FullName, PSPath, Uri.");
        if (!PhotoRow.IsReceipt(row)) return row;
        if (PhotoRow.File(row) is null && PhotoRow.Uri(row) is null) throw Refusal("The receipt has no DownloadUri and no FullName.");
        return RowReader.Read(row, typeof(PhotaImage));
    }
}
