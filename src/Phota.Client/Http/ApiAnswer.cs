namespace Phota;

internal sealed record ApiAnswer<T>(T Value, string? RequestId, int Attempts, TimeSpan Duration);
