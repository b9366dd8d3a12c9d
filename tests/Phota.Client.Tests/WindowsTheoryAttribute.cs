namespace Phota.Tests;

/// <summary>A theory of something that only Windows does.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WindowsTheoryAttribute : TheoryAttribute
{
    public WindowsTheoryAttribute() => Skip = Path.DirectorySeparatorChar == '\\' ? null : "Only Windows does that.";
}
