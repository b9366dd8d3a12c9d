namespace Phota.Tests.Live;

/// <summary>A test that asks the system what this process holds.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "It reads /proc, which only Linux has.";
}
