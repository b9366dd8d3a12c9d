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
