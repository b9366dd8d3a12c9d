namespace Phota.Sandbox.Tests;

/// <summary>A test of signals, which Windows does not have.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Windows has no signals.";
    }
}
