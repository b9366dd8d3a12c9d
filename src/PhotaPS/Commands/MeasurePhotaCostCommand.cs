using System.Globalization;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Totals what plans, results and jobs cost, or what a ledger says was paid.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "PhotaCost", DefaultParameterSetName = "Object")]
[OutputType(typeof(PhotaCost))]
public sealed class MeasurePhotaCostCommand : PhotaCommand
{
    private readonly Dictionary<string, decimal?> _images = new(StringComparer.Ordinal);
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
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

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
            else foreach (PhotaImage image in OpenLedger(Destination).Images()) Add(PSObject.AsPSObject(image));
        }
        catch (PhotaException e)
        {
            Throw(e, Destination);
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
        if (item?.Properties["EstimatedCost"] is null || IsRefused(item)) return;
        string name = GroupBy is null ? "Total" : Group(item);
        if (!_totals.TryGetValue(name, out PhotaCost? total)) _totals.Add(name, total = new PhotaCost(name));
        decimal? cost = Row.Read<decimal>(item, "EstimatedCost");
        if (Key(item) is not { } key)
        {
            total.Add(cost, Pictures(item));
        }
        else if (!_images.TryGetValue(key, out decimal? told))
        {
            _images.Add(key, cost);
            total.Add(cost, 1);
        }
        else if (cost > (told ?? 0))
        {
            // The row of a later night says 0 for an image that was told of before.
            _images[key] = cost;
            total.Add(cost - (told ?? 0), 0);
        }
    }

    // One image may come as an object, as rows of several nights and from a ledger.
    private static string? Key(PSObject item) => Text(item, "Fingerprint") is { Length: > 0 } fingerprint && item.Properties["Index"] is not null
        ? $"{fingerprint}/{Text(item, "Index")}/{Text(item, "JobId")}{(Text(item, "JobId") is { Length: > 0 } ? "" : Text(item, "RequestId"))}"
        : null;

    private string Group(PSObject item)
    {
        if (GroupBy != "Day") return Text(item, GroupBy!) is { Length: > 0 } name ? name : "(none)";
        return Row.Read<DateTimeOffset>(item, "CreatedAt")?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "(none)";
    }

    private static bool IsRefused(PSObject item) => Text(item, "Action") == nameof(PlanAction.Refuse);

    // A plan stands for as many pictures as it asks for.
    private static int Pictures(PSObject item) => Row.Read<int>(item, "Count") is > 0 and { } count ? count : 1;

    private static string? Text(PSObject item, string name) => item.Properties[name]?.Value?.ToString();
}
