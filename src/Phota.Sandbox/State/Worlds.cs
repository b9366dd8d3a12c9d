namespace Phota.Sandbox.State;

/// <summary>Holds the world of now; a reset puts a new one in its place.</summary>
internal sealed class Worlds(SandboxOptions options) : IDisposable
{
    private World? _current;

    public World Current => _current ?? throw new InvalidOperationException("The sandbox has no address yet.");

    public void Open(Uri baseUri) => _current = new World(options, baseUri);

    public void Reset() => Interlocked.Exchange(ref _current, new World(options, Current.BaseUri))!.Dispose();

    public void Dispose() => _current?.Dispose();
}
