namespace Phota.Benchmarks.Measuring;

/// <summary>One run of one contender.</summary>
/// <param name="Contender">Who ran.</param>
/// <param name="Whole">From the start of the process to its end.</param>
/// <param name="Cpu">User and system time of the process.</param>
/// <param name="Peak">Its peak resident memory in megabytes.</param>
/// <param name="ServerCpu">What the server used meanwhile.</param>
/// <param name="Disturbance">The share of the machine that neither the contender, the server nor the harness used, 0 to 1.</param>
/// <param name="Said">What it told about itself.</param>
internal sealed record Sample(
    string Contender, TimeSpan Whole, TimeSpan Cpu, double Peak, TimeSpan ServerCpu, double Disturbance, Said Said)
{
    public override string ToString() => FormattableString.Invariant(
        $"{Contender}: {Whole.TotalSeconds:0.00} s ({Said.Seconds:0.00} s inside), CPU {Cpu.TotalSeconds:0.00} s, peak {Peak:0} MB, server CPU {ServerCpu.TotalSeconds:0.00} s, others {Disturbance:0%}");
}
