namespace Phota.Tests.Live.Matrix;

/// <summary>An https endpoint takes a server of .NET 10.</summary>
internal sealed class SelfSigned : IAsyncDisposable
{
    public static bool IsPossible => false;

    public int Requests => throw new NotSupportedException();

    public string Address => throw new NotSupportedException();

    public static Task<SelfSigned> StartAsync() => throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
