using System.Globalization;
using System.Net;

namespace PhotaPS;

/// <summary>Writes HTML. Interpolated values are encoded as text: no value can become an element or end an attribute.</summary>
internal sealed class Markup(TextWriter writer) : IFormatProvider, ICustomFormatter
{
    public void Write(FormattableString markup) => writer.Write(string.Format(this, markup.Format, markup.GetArguments()));

    public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

    public string Format(string? format, object? arg, IFormatProvider? formatProvider)
    {
        string? text = arg is IFormattable value ? value.ToString(format, CultureInfo.InvariantCulture) : arg?.ToString();
        return WebUtility.HtmlEncode(text) ?? "";
    }
}
