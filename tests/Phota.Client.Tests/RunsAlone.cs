namespace Phota.Tests;

/// <summary>Tests that nothing may run beside, on .NET Framework too.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class RunsAlone;
