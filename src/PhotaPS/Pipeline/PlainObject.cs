using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Takes PowerShell's wrappers off the values that a user put into a hashtable.</summary>
internal static class PlainObject
{
    public static Dictionary<string, object?> Fields(Hashtable fields) => fields.Cast<DictionaryEntry>().ToDictionary(
        entry => Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, entry => Unwrap(entry.Value));

    public static object? Unwrap(object? value) => value switch
    {
        PSObject { BaseObject: PSCustomObject } custom => custom.Properties.ToDictionary(p => p.Name, p => Unwrap(p.Value)),
        PSObject wrapped => Unwrap(wrapped.BaseObject),
        SwitchParameter flag => flag.IsPresent,
        IDictionary map => map.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => Unwrap(map[key])),
        string text => text,
        IEnumerable list => list.Cast<object?>().Select(Unwrap).ToList(),
        _ => value,
    };
}
