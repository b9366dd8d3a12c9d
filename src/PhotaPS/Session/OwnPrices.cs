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
    private static readonly string[] s_resolutions = ["1K", "2K", "4K"];
    private static readonly string[] s_rates = ["Plain", "WithIdentity"];

    private static Price Read(string name, object? value)
    {
        string[] parts = name.Split('/');
        RequireKnown(name, "operation", parts[0], s_operations);
        if (parts.Length > 1) RequireNoTypo(name, parts[1]);
        if (parts.Length > 2) RequireKnown(name, "resolution", parts[2], s_resolutions);
        if (parts.Length > 3) throw Refused($"'{name}' in -Price has too many parts; a price is for an operation, operation/model or operation/model/resolution.");
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        foreach (object rate in (plain as IDictionary)?.Keys ?? Array.Empty<object>()) RequireKnown(name, "rate", rate.ToString()!, s_rates);
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

    private static decimal Amount(string name, object? value)
    {
        DollarTransformationAttribute.Require(value, message => Refused($"The price of '{name}': {message}"));
        return LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out decimal amount) && value is not null && amount >= 0
            ? amount
            : throw Refused($"The price of '{name}' is not an amount: '{value}'.");
    }

    // A price that is for nothing would leave the budget without one.
    private static void RequireKnown(string name, string what, string word, string[] known)
    {
        if (known.Contains(word, StringComparer.OrdinalIgnoreCase)) return;
        string hint = known.FirstOrDefault(other => NearWord.IsNear(word, other)) is { } near ? $"did you mean {near}?" : $"there are {string.Join(", ", known)}.";
        throw Refused($"'{name}' in -Price: there is no {what} '{word}'; {hint}");
    }

    // There may be newer models than those of the table; one that differs in letters only, and in few, is a typing error.
    private static void RequireNoTypo(string name, string model)
    {
        string[] known = [.. ModelTable.Models.Select(one => one.Id)];
        if (known.Contains(model, StringComparer.OrdinalIgnoreCase)) return;
        if (known.FirstOrDefault(other => NearWord.IsNear(model, other) && Digits(model) == Digits(other)) is { } near)
            throw Refused($"'{name}' in -Price: there is no model '{model}'; did you mean {near}?");
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsDigit));

    private static PhotaException Refused(string why) => new(PhotaErrorKind.Validation, why) { IsFatal = true };
}
