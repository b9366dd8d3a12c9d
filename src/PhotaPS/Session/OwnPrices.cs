using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Reads prices that the user gave: by operation, operation/model or operation/model/resolution.</summary>
internal static class OwnPrices
{
    public static IEnumerable<Price> Read(Hashtable prices) =>
        [.. prices.Cast<DictionaryEntry>().Select(entry => Read(entry.Key.ToString()!, entry.Value))];

    private static readonly string[] s_operations = ["enhance", "edit", "generate", "remix", "profile-standard", "profile-fast"];

    private static Price Read(string name, object? value)
    {
        string[] parts = name.Split('/');
        if (!s_operations.Contains(parts[0], StringComparer.OrdinalIgnoreCase))
            throw new PhotaException(PhotaErrorKind.Validation, $"'{parts[0]}' in -Price is not an operation; the operations are {string.Join(", ", s_operations)}.") { IsFatal = true };
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return new Price
        {
            Operation = parts[0].ToLowerInvariant(),
            BaseModel = parts.Length > 1 ? parts[1] : null,
            Resolution = parts.Length > 2 ? parts[2] : null,
            Plain = Amount(name, plain is IDictionary rates ? rates["Plain"] : plain),
            WithIdentity = Amount(name, plain is IDictionary both ? both["WithIdentity"] : plain),
            Source = "Connect-Phota -Price",
            Date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }

    private static decimal Amount(string name, object? value) =>
        LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out decimal amount) && value is not null && amount >= 0
            ? amount
            : throw new PhotaException(PhotaErrorKind.Validation, $"The price of '{name}' is not an amount: '{value}'.") { IsFatal = true };
}
