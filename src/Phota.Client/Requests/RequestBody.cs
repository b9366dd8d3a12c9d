using System.Text.Json;

namespace Phota;

/// <summary>
/// A JSON request body in pieces: text that is ready, and photos that are read and base64-encoded only while they are sent.
/// </summary>
internal sealed class RequestBody
{
    private readonly List<BodyPiece> _pieces = [];
    private readonly IReadOnlyDictionary<string, object?> _additional;
    private MemoryStream _text = new();
    private bool _hasFields;

    public RequestBody(IReadOnlyDictionary<string, object?> additional)
    {
        _additional = additional;
        Raw("{"u8);
    }

    public IReadOnlyList<BodyPiece> Pieces => _pieces;

    public long Length => _pieces.Sum(piece => piece.Length);

    public void Text(string name, string? value)
    {
        if (value is not null) Field(name, writer => writer.WriteStringValue(value));
    }

    public void Texts(string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0) Field(name, writer => PlainValue.Write(writer, values));
    }

    public void Number(string name, int value) => Field(name, writer => writer.WriteNumberValue(value));

    public void Flag(string name, bool value) => Field(name, writer => writer.WriteBooleanValue(value));

    public void Image(string name, ImageInput image)
    {
        if (!Begin(name)) return;
        ImageValue(image);
    }

    public void Images(string name, IReadOnlyList<ImageInput> images)
    {
        if (images.Count == 0 || !Begin(name)) return;
        for (int i = 0; i < images.Count; i++)
        {
            Raw(i == 0 ? "["u8 : ","u8);
            ImageValue(images[i]);
        }

        Raw("]"u8);
    }

    public void End()
    {
        // In a fixed order: the same request has to be the same bytes in every process.
        foreach (KeyValuePair<string, object?> field in _additional.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            Name(field.Key);
            Value(writer => PlainValue.Write(writer, field.Value));
        }

        Raw("}"u8);
        EndText();
    }

    private void Field(string name, Action<Utf8JsonWriter> value)
    {
        if (Begin(name)) Value(value);
    }

    // A field of the caller's own replaces ours, so that a table gone stale can be got past.
    private bool Begin(string name)
    {
        if (_additional.ContainsKey(name)) return false;
        Name(name);
        return true;
    }

    private void Name(string name)
    {
        if (_hasFields) Raw(","u8);
        _hasFields = true;
        Value(writer => writer.WriteStringValue(name));
        Raw(":"u8);
    }

    private void ImageValue(ImageInput image)
    {
        if (image is LocalPhoto photo)
        {
            Raw("\""u8);
            EndText();
            _pieces.Add(new PhotoPiece(photo));
            Raw("\""u8);
        }
        else
        {
            Value(writer => writer.WriteStringValue(((RemotePhoto)image).Url));
        }
    }

    private void Value(Action<Utf8JsonWriter> write)
    {
        using Utf8JsonWriter writer = new((Stream)_text, new JsonWriterOptions { SkipValidation = true });
        write(writer);
    }

    private void Raw(ReadOnlySpan<byte> json) => _text.Write(json);

    private void EndText()
    {
        _pieces.Add(new TextPiece(_text.ToArray()));
        _text = new MemoryStream();
    }
}
