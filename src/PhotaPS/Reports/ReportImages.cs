namespace PhotaPS;

/// <summary>Writes the URLs of images: the files themselves, each once, or where they lie as seen from the page.</summary>
internal sealed class ReportImages(StreamWriter writer, string folder, bool areReferences)
{
    private readonly Dictionary<string, int> _embedded = [];

    /// <summary>Writes the attributes that bring an image into the page once its script asks for it.</summary>
    public async Task WriteAsync(LocalPhoto photo, CancellationToken cancellationToken)
    {
        if (areReferences)
        {
            new Markup(writer).Write($"data-src=\"{ReportNames.Reference(photo.Source, folder)}\"");
        }
        else if (_embedded.TryGetValue(photo.Source, out int id))
        {
            writer.Write($"data-src=\"#p{id}\"");
        }
        else
        {
            _embedded.Add(photo.Source, id = _embedded.Count + 1);
            writer.Write($"id=\"p{id}\" data-src=\"data:{MediaType(photo.Format)};base64,");
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
