using System.Net.Sockets;

namespace Phota.Tests
{
    /// <summary>What the tests use of newer frameworks, and Polyfill does not bring.</summary>
    internal static class Missing
    {
        extension(Task task)
        {
            public bool IsCompletedSuccessfully => task.Status == TaskStatus.RanToCompletion;
        }

        extension(DateTimeOffset)
        {
            public static DateTimeOffset UnixEpoch => DateTimeOffset.FromUnixTimeSeconds(0);
        }

        extension(string text)
        {
            public string Replace(string old, string with, StringComparison comparison) =>
                comparison == StringComparison.Ordinal ? text.Replace(old, with) : throw new NotSupportedException();
        }

        private static long s_mostHeld;

        // It counts no allocations; how much was held at most is what there is to hold against a bound.
        extension(GC)
        {
            public static long GetTotalAllocatedBytes(bool precise) => s_mostHeld = Math.Max(s_mostHeld, GC.GetTotalMemory(forceFullCollection: false));

            public static long GetAllocatedBytesForCurrentThread() => GC.GetTotalAllocatedBytes(precise: false);
        }

        extension(TcpListener listener)
        {
            public async ValueTask<TcpClient> AcceptTcpClientAsync(CancellationToken cancellationToken) =>
                await listener.AcceptTcpClientAsync().WaitAsync(cancellationToken);
        }
    }
}

namespace System.Runtime.CompilerServices
{
    /// <summary>What the compiler looks for when an array is cut by a range.</summary>
    internal static class RuntimeHelpers
    {
        public static T[] GetSubArray<T>(T[] array, Range range)
        {
            (int offset, int length) = range.GetOffsetAndLength(array.Length);
            return array.AsSpan(offset, length).ToArray();
        }
    }
}
