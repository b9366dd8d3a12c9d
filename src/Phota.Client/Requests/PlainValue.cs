using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Phota;

/// <summary>Writes the plain values that a caller may add to a request: no type of ours, no reflection.</summary>
internal static class PlainValue
{
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case double or float: writer.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture)); break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                writer.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case IDictionary map: WriteMap(writer, map); break;
            case IEnumerable list: WriteList(writer, list); break;
            default: writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, IDictionary map)
    {
        writer.WriteStartObject();
        IEnumerable<(string Name, object? Value)> entries = map.Keys.Cast<object>()
            .Select(key => (Convert.ToString(key, CultureInfo.InvariantCulture) ?? "", (object?)map[key]));
        foreach ((string name, object? value) in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IEnumerable list)
    {
        writer.WriteStartArray();
        foreach (object? item in list) Write(writer, item);
        writer.WriteEndArray();
    }
}
