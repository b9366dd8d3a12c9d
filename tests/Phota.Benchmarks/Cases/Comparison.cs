using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;

namespace Phota.Benchmarks.Cases;

/// <summary>Verdicts on the medians of a case. Times are compared twice: the work alone, and whole processes.</summary>
internal sealed class Comparison(IReadOnlyList<Sample> samples)
{
    public Verdict NotSlowerThan(string other, double factor, string heldBackBy)
    {
        double work = Work(Field.OursName) / Work(other);
        double whole = Whole(Field.OursName) / Whole(other);
        return new(
            FormattableString.Invariant($"within {factor:0.##} x of {other}"),
            FormattableString.Invariant($"{work:0.00} x the time for the work, {whole:0.00} x with the start of the process"),
            work <= factor,
            heldBackBy);
    }

    public Verdict FasterThan(string other, double factor, string heldBackBy)
    {
        double work = Work(other) / Work(Field.OursName);
        double whole = Whole(other) / Whole(Field.OursName);
        return new(
            FormattableString.Invariant($"at least {factor:0.##} x faster than {other}"),
            FormattableString.Invariant($"{work:0.0} x faster, {whole:0.0} x with the start of the process"),
            work >= factor,
            heldBackBy);
    }

    public Verdict PeakAtMost(double megabytes)
    {
        double ours = Median.Of(samples, Field.OursName, sample => sample.Peak);
        double script = Median.Of(samples, Field.ScriptName, sample => sample.Peak);
        return new(
            FormattableString.Invariant($"peak memory of pwsh at most {megabytes:0} MB"),
            FormattableString.Invariant($"{ours:0} MB (the script: {script:0} MB)"),
            ours <= megabytes,
            "");
    }

    private double Whole(string name) => Median.Of(samples, name, sample => sample.Whole.TotalSeconds);

    // curl does not tell; its process starts in a few milliseconds.
    private double Work(string name)
    {
        double said = Median.Of(samples, name, sample => sample.Said.Seconds);
        return double.IsNaN(said) ? Whole(name) : said;
    }
}
