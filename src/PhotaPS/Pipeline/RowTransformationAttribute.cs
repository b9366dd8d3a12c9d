using System.Management.Automation;

namespace PhotaPS;

/// <summary>Takes a row of a CSV file, or an object from another process, for the record that it was written from.</summary>
/// <param name="record">The record's type.</param>
/// <param name="marks">Properties of which one must have a value.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RowTransformationAttribute(Type record, params string[] marks) : ElementTransformationAttribute
{
    private protected override object? Change(object? element)
    {
        if (element is not PSObject { BaseObject: PSCustomObject } row) return element;
        if (!marks.Any(mark => RowReader.Has(row, mark))) throw Refusal($"The object has no {string.Join(" and no ", marks)}.");
        return RowReader.Read(row, record);
    }
}
