using System.Globalization;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Totals what plans, results and jobs cost, or what a ledger says was paid.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "PhotaCost", DefaultParameterSetName = "Object")]
[OutputType(typeof(PhotaCost))]
public sealed class MeasurePhotaCostCommand : PhotaCommand
{
    private readonly Dictionary<string, (PhotaCost Total, decimal? Cost)> _images = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, PhotaCost> _totals = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Plans, results, jobs or profiles, or rows of a CSV file made of them.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = "Object",
        ValueFromPipeline = true,
        HelpMessage = "Plans, images, jobs or profiles, or rows of a CSV file of them.")]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>A folder of results with a ledger.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = "Ledger",
        HelpMessage = "A destination of earlier commands; its ledger is totalled.")]
    [Alias("Destination")]
    [ValidateNotNullOrEmpty]
    public string LedgerPath { get; set; } = "";

    /// <summary>One total for each operation, base model, set of profiles or day.</summary>
    [Parameter(Position = 0, HelpMessage = "One total for each operation, base model, set of profiles or day.")]
    [ValidateSet("Operation", "BaseModel", "ProfileId", "Day")]
    public string? GroupBy { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (ParameterSetName == "Object") Add(InputObject);
            else foreach (PhotaImage image in OpenLedger(LedgerPath).Images()) Add(PSObject.AsPSObject(image));
        }
        catch (PhotaException e)
        {
            Throw(e, LedgerPath);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (PhotaCost total in _totals.Values) WriteObject(total);
    }

    private void Add(PSObject? item)
    {
        // Objects and CSV rows alike are known by what they have, so a plan's total line is not counted again.
        if (item is null || IsRefused(item)) return;
        if (IsJob(item)) AddJob(item);
        else if (item.Properties["EstimatedCost"] is not null) Add(item, Key(item), RowReader.Read<decimal>(item, "EstimatedCost"));
    }

    // Its images carry the cost; until one of them comes too, all that is known is that there are so many.
    private void AddJob(PSObject job)
    {
        if (Text(job, "Status") == nameof(PhotaJobStatus.Failed)) return;
        int first = RowReader.Read<int>(job, "FirstVariation") ?? 1;
        for (int variation = first; variation < first + Images(job); variation++) Add(job, ImageKey.From(null, variation, Text(job, "JobId"), null), null);
    }

    private void Add(PSObject item, string? key, decimal? cost)
    {
        if (key is null)
        {
            Total(item).Add(cost, Images(item));
        }
        else if (!_images.TryGetValue(key, out (PhotaCost Total, decimal? Cost) told))
        {
            PhotaCost total = Total(item);
            _images.Add(key, (total, cost));
            total.Add(cost, 1);
        }
        else
        {
            // The row of a later night says 0 for an image that was told of before, and a job says nothing.
            decimal? known = ImageKey.MergeCosts(told.Cost, cost);
            _images[key] = (told.Total, known);
            told.Total.Correct(told.Cost, known);
        }
    }

    private PhotaCost Total(PSObject item)
    {
        string name = GroupBy is null ? "Total" : Group(item);
        if (!_totals.TryGetValue(name, out PhotaCost? total)) _totals.Add(name, total = new PhotaCost(name));
        return total;
    }

    // One image may come as an object, as rows of several nights and from a ledger.
    private static string? Key(PSObject item) => item.Properties["Variation"] is null
        ? null
        : ImageKey.From(Text(item, "Fingerprint"), RowReader.Read<int>(item, "Variation") ?? 1, Text(item, "JobId"), Text(item, "RequestId"));

    private static bool IsJob(PSObject item) => item.Properties["JobId"] is not null && item.Properties["FirstVariation"] is not null;

    private string Group(PSObject item)
    {
        if (GroupBy != "Day") return Text(item, GroupBy!) is { Length: > 0 } name ? name : "(none)";
        return RowReader.Read<DateTimeOffset>(item, "CreatedAt")?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "(none)";
    }

    private static bool IsRefused(PSObject item) => Text(item, "Action") == nameof(PlanAction.Refuse);

    // A plan stands for as many images as it asks for.
    private static int Images(PSObject item) => RowReader.Read<int>(item, "Count") is > 0 and { } count ? count : 1;

    private static string? Text(PSObject item, string name) => item.Properties[name]?.Value?.ToString();
}
