using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PhotaPS;

/// <summary>Completes a parameter from words that are at hand; never a call to the service.</summary>
internal abstract class WordCompleter : IArgumentCompleter
{
    private protected abstract IEnumerable<(string Name, string Hint)> Words { get; }

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string start = wordToComplete.Trim('\'', '"');
        return Words.Where(word => word.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Select(word => new CompletionResult(
                Quoted(word.Name), word.Name, CompletionResultType.ParameterValue, word.Hint.Length == 0 ? word.Name : word.Hint));
    }

    private static string Quoted(string name) =>
        name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.') && name[0] != '-' ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
