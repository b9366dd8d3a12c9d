using System.Management.Automation;

namespace PhotaPS;

/// <summary>A row of a CSV or JSON file, or an object made of properties: a request, or the receipt of one.</summary>
internal static class PhotoRow
{
    /// <summary>The columns that name a file, in the order in which they are looked at.</summary>
    private static readonly string[] s_files = ["Path", "LiteralPath", "PSPath", "FullName"];

    /// <summary>The columns by which a row names its photo.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        [.. s_files, "Uri", nameof(PhotaImage.DownloadUri), nameof(PhotaImage.Source), nameof(PhotaImage.ExpiresAt)];

    /// <summary>The object as a row; null when it is of a type of its own.</summary>
    public static PSObject? Of(object? element) => element is PSObject { BaseObject: PSCustomObject } row ? row : null;

    /// <summary>Whether the row tells of a request that was made, so that its options are not those of the next.</summary>
    public static bool IsReceipt(PSObject row) => RowReader.Has(row, nameof(PhotaImage.Operation));

    /// <summary>Whether the row says where an earlier result is.</summary>
    public static bool IsResult(PSObject row) => RowReader.Has(row, nameof(PhotaImage.DownloadUri)) || RowReader.Has(row, nameof(PhotaImage.Source));

    /// <summary>The file that the row names; null where it names none.</summary>
    public static string? File(PSObject row) => First(row, s_files);

    /// <summary>The URL that the row names; null where it names none.</summary>
    public static string? Uri(PSObject row) => First(row, ["Uri", nameof(PhotaImage.DownloadUri)]);

    /// <summary>What the row is called in errors: its photo, or else its prompt.</summary>
    public static string? Name(PSObject row) => File(row) ?? Uri(row) ?? First(row, [nameof(ImageRequest.Prompt)]);

    private static string? First(PSObject row, IEnumerable<string> columns) =>
        columns.Select(column => row.Properties[column]?.Value?.ToString()).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
}
