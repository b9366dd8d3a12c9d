namespace Phota.Tests;

/// <summary>Windows as Wine makes it, which <c>tests/windows.sh</c> says it is.</summary>
internal static class Wine
{
    public static bool IsHere { get; } = Environment.GetEnvironmentVariable("PHOTAPS_WINE") is not null;
}
