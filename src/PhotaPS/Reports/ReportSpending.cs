using System.Globalization;

namespace PhotaPS;

/// <summary>The chart of what was spent when, and on which operation; in words and as a table too.</summary>
internal sealed class ReportSpending
{
    private const int MaxRows = 31;
    private const int RowHeight = 44;

    // How long a row of the chart is: days, or what is longer where there would be too many.
    private static readonly (string Name, string Format)[] s_periods = [("day", "d MMMM yyyy"), ("month", "MMMM yyyy"), ("year", "yyyy")];

    private readonly string[] _operations;
    private readonly string _period;
    private readonly List<Row> _rows;

    public ReportSpending(IReadOnlyList<PhotaImage> images)
    {
        _operations = [.. images.GroupBy(Operation).Where(same => ReportCost.Sum(same) > 0).Select(same => same.Key).Order(StringComparer.Ordinal)];
        (_period, _rows) = s_periods.Select(period => (period.Name, Rows: Rows(images, period.Format)))
            .First(chart => chart.Rows.Count <= MaxRows || chart.Name == s_periods[^1].Name);
    }

    /// <summary>The class by which an operation has the same colour everywhere; null for one that cost nothing.</summary>
    public string? ColourOf(string operation) => Array.IndexOf(_operations, operation) is >= 0 and var place ? $"op{place % 5}" : null;

    public void Write(Markup html)
    {
        if (_operations.Length == 0) return;
        html.Write($"<section class=\"spending\" aria-labelledby=\"spending\">\n<h2 id=\"spending\">Spending by {_period} and operation</h2>\n");
        WriteChart(html);
        WriteTable(html);
        html.Write($"</section>\n");
    }

    public static string Operation(PhotaImage image) => image.Operation ?? "";

    private void WriteChart(Markup html)
    {
        decimal most = _rows.Max(row => ReportCost.Sum(row.Images));
        html.Write($"<svg role=\"img\" aria-labelledby=\"chart\" aria-describedby=\"chart-words\" width=\"100%\" height=\"{RowHeight * _rows.Count}\">\n");
        html.Write($"<title id=\"chart\">Estimated cost by {_period} and operation</title>\n<desc id=\"chart-words\">{string.Join(" ", _rows.Select(InWords))}</desc>\n");
        for (int i = 0; i < _rows.Count; i++)
        {
            Row row = _rows[i];
            int top = i * RowHeight;
            html.Write($"<text x=\"0\" y=\"{top + 15}\">{row.Name}</text><text x=\"100%\" y=\"{top + 15}\" text-anchor=\"end\">{ReportCost.InWords(row.Images)}</text>");
            decimal left = 0;
            foreach ((string operation, decimal cost) in Shares(row))
            {
                html.Write($"<rect class=\"{ColourOf(operation)}\" x=\"{100 * left / most:0.##}%\" y=\"{top + 22}\" width=\"{100 * cost / most:0.##}%\" height=\"12\">");
                html.Write($"<title>{operation} {ReportCost.Dollars(cost)}</title></rect>");
                left += cost;
            }

            html.Write($"\n");
        }

        html.Write($"</svg>\n");
    }

    private void WriteTable(Markup html)
    {
        html.Write($"<details><summary>As a table</summary><div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"Spending as a table\"><table><thead><tr><th scope=\"col\">{_period.Substring(0, 1).ToUpperInvariant()}{_period.Substring(1)}</th>");
        foreach (string operation in _operations) html.Write($"<th scope=\"col\" class=\"number\">{operation}</th>");
        html.Write($"<th scope=\"col\" class=\"number\">Unpriced images</th><th scope=\"col\" class=\"number\">Estimated cost</th></tr></thead>\n<tbody>");
        foreach (Row row in _rows)
        {
            html.Write($"<tr><th scope=\"row\">{row.Name}</th>");
            foreach (string operation in _operations) html.Write($"<td class=\"number\">{ReportCost.Dollars(row.Cost(operation))}</td>");
            html.Write($"<td class=\"number\">{ReportCost.Unpriced(row.Images)}</td><td class=\"number\">{ReportCost.Of(row.Images)}</td></tr>\n");
        }

        html.Write($"</tbody></table></div></details>\n");
    }

    private string InWords(Row row) =>
        $"{row.Name}: {ReportCost.InWords(row.Images)}{string.Concat(Shares(row).Select(share => $", {share.Operation} {ReportCost.Dollars(share.Cost)}"))}.";

    private IEnumerable<(string Operation, decimal Cost)> Shares(Row row) =>
        _operations.Select(operation => (operation, Cost: row.Cost(operation))).Where(share => share.Cost > 0);

    private static List<Row> Rows(IReadOnlyList<PhotaImage> images, string format) =>
    [
        .. images.OrderBy(image => image.CreatedAt)
            .GroupBy(image => image.CreatedAt == default ? "No date" : image.CreatedAt.UtcDateTime.ToString(format, CultureInfo.InvariantCulture))
            .Select(same => new Row(same.Key, [.. same])),
    ];

    private sealed record Row(string Name, IReadOnlyList<PhotaImage> Images)
    {
        public decimal Cost(string operation) => ReportCost.Sum(Images.Where(image => Operation(image) == operation));
    }
}
