using System.Globalization;
using Phota.Benchmarks.Measuring;

namespace Phota.Benchmarks.Reports;

/// <summary>The medians of each contender, one a row.</summary>
internal static class SampleTable
{
    public static IReadOnlyList<string[]> Of(IReadOnlyList<Sample> samples) =>
    [
        ["", "work s", "whole s", "CPU s", "peak MB", "server CPU s", "others"],
        .. samples.Select(sample => sample.Contender).Distinct().Select(name => Row(samples, name)),
    ];

    public static string Number(double value, string format = "0.00") =>
        double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);

    private static string[] Row(IReadOnlyList<Sample> samples, string name) =>
    [
        name,
        Number(Median.Of(samples, name, sample => sample.Said.Seconds)),
        Number(Median.Of(samples, name, sample => sample.Whole.TotalSeconds)),
        Number(Median.Of(samples, name, sample => sample.Cpu.TotalSeconds)),
        Number(Median.Of(samples, name, sample => sample.Peak), "0"),
        Number(Median.Of(samples, name, sample => sample.ServerCpu.TotalSeconds)),
        Number(Median.Of(samples, name, sample => sample.Disturbance), "0 %"),
    ];
}
