namespace Phota;

/// <summary>Reads an answer that has no image in it, whole but bounded.</summary>
internal static class SmallBody
{
    private const int MaxBytes = 4 * 1024 * 1024;

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using MemoryStream whole = new();
        byte[] block = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(block.AsMemory(), cancellationToken).ConfigureAwait(false)) > 0)
        {
            whole.Write(block, 0, read);
            if (whole.Length > MaxBytes)
                throw new PhotaException(PhotaErrorKind.Response, "The service's answer is larger than any that its contract allows.");
        }

        return whole.ToArray();
    }
}
