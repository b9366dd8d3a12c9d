using Phota.Sandbox.Http;

namespace Phota.Sandbox.Faults;

/// <summary>Lets so many bytes out, and then something happens, once.</summary>
internal sealed class BreakingStream(Stream inner, long afterBytes, Func<CancellationToken, Task> happens)
    : ForwardingStream(inner)
{
    private long _left = afterBytes;
    private bool _happened;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_happened || buffer.Length <= _left)
        {
            _left -= buffer.Length;
            await base.WriteAsync(buffer, cancellationToken);
            return;
        }

        await base.WriteAsync(buffer[..(int)_left], cancellationToken);
        await FlushAsync(cancellationToken);
        _happened = true;
        await happens(cancellationToken);
        await base.WriteAsync(buffer[(int)_left..], cancellationToken);
    }
}
