namespace Phota.Tests;

/// <summary>A test of something that Windows can do and Wine cannot.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NotOnWineFactAttribute : FactAttribute
{
    /// <summary>Such a test.</summary>
    /// <param name="because">What Wine does instead.</param>
    public NotOnWineFactAttribute(string because) => Skip = Wine.IsHere ? because : null;
}
