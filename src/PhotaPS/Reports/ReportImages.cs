namespace PhotaPS;

/// <summary>Writes the URLs of images: some files themselves, each once, and for all others where they lie as seen from the page.</summary>
internal sealed class ReportImages(StreamWriter writer, string folder, HashSet<string> embedded)
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly HashSet<string> _linked = [];

    /// <summary>How many images were written that are not in the page.</summary>
    public int LinkedCount => _linked.Count;

    /// <summary>
    /// Writes the attributes that bring an image into the page: at once if it is in it, by the page's script if it is
    /// linked, or a copy of one that is in the page already.
    /// </summary>
    public async Task WriteAsync(LocalPhoto photo, CancellationToken cancellationToken)
    {
        if (!embedded.Contains(photo.Source))
        {
            _linked.Add(photo.Source);
            new Markup(writer).Write($"data-src=\"{ReportNames.Reference(photo.Source, folder)}\"");
        }
        else if (_ids.TryGetValue(photo.Source, out int id))
        {
            writer.Write($"data-copy=\"p{id}\"");
        }
        else
        {
            _ids.Add(photo.Source, id = _ids.Count + 1);
            writer.Write($"id=\"p{id}\" src=\"data:{MediaType(photo.Format)};base64,");
            await EmbedAsync(photo, cancellationToken).ConfigureAwait(false);
            writer.Write('"');
        }
    }

    private async Task EmbedAsync(LocalPhoto photo, CancellationToken cancellationToken)
    {
        try
        {
            foreach (ArraySegment<char> block in Base64Image.Blocks(photo))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await writer.WriteAsync(block.Array!, 0, block.Count).ConfigureAwait(false);
            }
        }
        catch (PhotaException e) when (e.Kind == PhotaErrorKind.InputFile)
        {
            // It changed or went just now: the page shows it as broken, by its name.
        }
    }

    /// <summary>What a browser calls a format.</summary>
    public static string MediaType(ImageFormat format) => format switch
    {
        ImageFormat.Png => "image/png",
        ImageFormat.WebP => "image/webp",
        _ => "image/jpeg",
    };
}
