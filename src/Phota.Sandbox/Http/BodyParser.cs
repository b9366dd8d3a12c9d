using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Phota.Sandbox.Http;

internal sealed class BodyParser
{
    private const int LongestText = 64 * 1024;

    private static readonly HashSet<string> s_imageFields =
        ["image", "images", "input_image", "reference_image", "image_urls"];

    private static readonly JsonTypeInfo<SentImage> s_imageType =
        (JsonTypeInfo<SentImage>)Json.Options.GetTypeInfo(typeof(SentImage));

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly Dictionary<SentImage, ReadOnlyMemory<byte>> _images = [];

    private BodyParser(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public static (JsonNode? Json, Dictionary<SentImage, ReadOnlyMemory<byte>> Images) Parse(ReadOnlyMemory<byte> utf8)
    {
        var parser = new BodyParser(utf8);
        var reader = new Utf8JsonReader(utf8.Span);
        reader.Read();
        JsonNode? json = parser.ReadValue(ref reader, "");
        reader.Read();
        return (json, parser._images);
    }

    private JsonNode? ReadValue(ref Utf8JsonReader reader, string field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var properties = new JsonObject();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    reader.Read();
                    properties[name] = ReadValue(ref reader, name);
                }

                return properties;
            case JsonTokenType.StartArray:
                var items = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(ReadValue(ref reader, field));
                return items;
            case JsonTokenType.String:
                return ReadString(ref reader, field);
            case JsonTokenType.Null:
                return null;
            default:
                return JsonValue.Create(JsonElement.ParseValue(ref reader));
        }
    }

    private JsonValue ReadString(ref Utf8JsonReader reader, string field)
    {
        if (!s_imageFields.Contains(field) && reader.ValueSpan.Length <= LongestText)
            return JsonValue.Create(reader.GetString()!);

        ReadOnlyMemory<byte> text = Text(ref reader);
        SentImage image = SentImage.Read(text.Span);
        _images[image] = text;
        return JsonValue.Create(image, s_imageType)!;
    }

    private ReadOnlyMemory<byte> Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return _utf8.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);

        byte[] unescaped = new byte[reader.ValueSpan.Length];
        return unescaped.AsMemory(0, reader.CopyString(unescaped));
    }
}
