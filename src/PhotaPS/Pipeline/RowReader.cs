using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace PhotaPS;

/// <summary>Reads a record back from the properties that Export-Csv, ConvertTo-Json or another process left of it.</summary>
internal static class RowReader
{
    public static bool Has(PSObject row, string name) => Value(row, name) is not null;

    public static object Read(PSObject row, Type type)
    {
        object record = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.CanWrite))
        {
            if (Value(row, property.Name) is { } value && Convert(value, property.PropertyType) is { } known) property.SetValue(record, known);
        }

        return record;
    }

    /// <summary>One value of a record or a row of it; null where there is none.</summary>
    public static T? Read<T>(PSObject row, string name) where T : struct =>
        Value(row, name) is { } value ? (T?)Convert(value, typeof(T)) : null;

    // An empty cell is a value that is not known: PowerShell itself would make a zero of it.
    private static object? Value(PSObject row, string name)
    {
        object? value = (row.Properties[name] ?? (name == nameof(PhotaImage.FullName) ? row.Properties["Path"] : null))?.Value;
        if (value is PSObject { BaseObject: not PSCustomObject } wrapped) value = wrapped.BaseObject;
        return value is "" ? null : value;
    }

    private static object? Convert(object value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (value is string text && type == typeof(decimal)) return Number(text);
        if (value is string time && type == typeof(DateTimeOffset)) return Time(time);
        return LanguagePrimitives.TryConvertTo(value, type, CultureInfo.InvariantCulture, out object? converted) ? converted : null;
    }

    // Export-Csv writes a number as its user does: with a point, a comma or an Arabic decimal separator, and no other mark.
    private static decimal? Number(string text) =>
        decimal.TryParse(text.Replace(',', '.').Replace('\u066B', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    // Export-Csv writes a time as its user does too. In another culture the day and the month may be confused.
    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
        || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            ? time
            : null;
}
