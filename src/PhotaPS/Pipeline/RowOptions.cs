using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace PhotaPS;

/// <summary>
/// Lets the columns of a row stand in for the parameters of an operation while that row's request is made. PowerShell's own
/// binding by property name would take the options of results too, and those of the image before are never meant.
/// </summary>
internal sealed class RowOptions
{
    private static readonly string[] s_options = ["Prompt", "ProfileId", "AspectRatio", "Resolution", "BaseModel", "Quality", "OutputFormat"];

    private readonly ImageOperationCommand _command;
    private readonly IReadOnlyList<PropertyInfo> _parameters;
    private readonly HashSet<string> _known;
    private readonly Dictionary<PropertyInfo, object?> _arguments = [];
    private int _row;

    /// <summary>Finds the parameters that a row may bring.</summary>
    /// <param name="command">The operation.</param>
    /// <param name="photoColumns">The columns that name a photo; none for an operation without.</param>
    public RowOptions(ImageOperationCommand command, IEnumerable<string> photoColumns)
    {
        _command = command;
        _parameters = [.. s_options.Select(command.GetType().GetProperty).OfType<PropertyInfo>()];
        _known = new([.. photoColumns, .. _parameters.Select(parameter => parameter.Name)], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether an object has a column for an option at all.</summary>
    public static bool IsIn(PSObject row) => s_options.Any(option => row.Properties[option] is not null);

    /// <summary>The name of the row in work; null outside of a row.</summary>
    public string? Row { get; private set; }

    /// <summary>Begins a row; a column that is not read is a warning, once.</summary>
    public void Begin(PSObject row)
    {
        Row = FormattableString.Invariant($"Row {++_row}");
        // What another type's object has besides is not meant for this command.
        if (!row.TypeNames[0].EndsWith(nameof(PSCustomObject), StringComparison.Ordinal)) return;
        foreach (PSPropertyInfo column in row.Properties)
        {
            if (!_known.Add(column.Name)) continue;
            string hint = column.Name.Equals("Count", StringComparison.OrdinalIgnoreCase) ? "; give -Count for all rows" : "";
            _command.WriteWarning($"The column '{column.Name}' is not read{hint}. An option's column is one of {string.Join(", ", _parameters.Select(parameter => parameter.Name))}.");
        }
    }

    /// <summary>Puts the row's values in the place of the arguments; an empty cell leaves the argument.</summary>
    /// <exception cref="PhotaException">Kind Validation: the parameter does not take a value.</exception>
    public void Apply(PSObject row)
    {
        foreach (PropertyInfo parameter in _parameters)
        {
            object? value = Bare(row.Properties[parameter.Name]?.Value);
            if (value is null || (value is string text && string.IsNullOrWhiteSpace(text)) || value is ICollection { Count: 0 }) continue;
            object? taken = Convert(parameter, value);
            _arguments.Add(parameter, parameter.GetValue(_command));
            parameter.SetValue(_command, taken);
        }
    }

    /// <summary>Ends the row: the arguments are as they were.</summary>
    public void End()
    {
        foreach (KeyValuePair<PropertyInfo, object?> argument in _arguments) argument.Key.SetValue(_command, argument.Value);
        _arguments.Clear();
        Row = null;
    }

    private object? Convert(PropertyInfo parameter, object value)
    {
        // One cell of a CSV file may name several people, as a receipt's does.
        if (parameter.Name == "ProfileId" && value is string ids) value = ids.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries).Select(id => id.Trim()).ToArray();
        Type type = Nullable.GetUnderlyingType(parameter.PropertyType) ?? parameter.PropertyType;
        bool isOne = !type.IsArray && value is ICollection;
        if (value is string word) value = parameter.Name == nameof(ImageRequest.Prompt) ? word : word.Trim();
        IReadOnlyCollection<string>? choices = parameter.GetCustomAttribute<ValidateSetAttribute>()?.ValidValues.ToArray() ?? (type.IsEnum ? Enum.GetNames(type) : null);
        bool isChoice = choices?.Contains(value.ToString(), StringComparer.OrdinalIgnoreCase) != false;
        if (!isOne && isChoice && LanguagePrimitives.TryConvertTo(value, type, CultureInfo.InvariantCulture, out object? converted)) return converted;
        string rule = choices is null ? "which is not text" : $"which is not one of {string.Join(", ", choices)}";
        throw new PhotaException(PhotaErrorKind.Validation, $"{Row} has the {parameter.Name} '{value}', {rule}; nothing was sent for it.")
            .WithAdvice("Correct the cell, or empty it to have the argument or the default apply.");
    }

    private static object? Bare(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
}
