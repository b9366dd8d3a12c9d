using System.Text;

namespace Phota.Benchmarks;

/// <summary>The body of an enhance request, as a user would write it.</summary>
internal static class RequestJson
{
    public static byte[] For(byte[] photo) =>
        Encoding.ASCII.GetBytes($$"""{"image":"{{Convert.ToBase64String(photo)}}","num_output_images":1,"output_format":"jpg","response_mode":"bytes"}""");
}
