using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PhotaPS;

/// <summary>Completes the name that a prompt ends with inside of <c>[[</c>; never a call to the service.</summary>
internal sealed class PromptCompleter : IArgumentCompleter
{
    private const string Opening = "[[", Closing = "]]";

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (NameAt(wordToComplete.TrimEnd('"', '\'')) is not { } start) return [];

        // The word has its variables and escapes replaced, so what the user typed is taken from the syntax tree.
        string? typed = commandAst.CommandElements.Skip(1)
            .Where(element => element is StringConstantExpressionAst or ExpandableStringExpressionAst)
            .Select(element => element.Extent.Text)
            .LastOrDefault(text => NameAt(text) is not null);
        if (typed is null) return [];

        char? quote = typed[0] is '"' or '\'' ? typed[0] : null;
        bool isClosed = quote is { } mark && typed.Length > 1 && typed[typed.Length - 1] == mark;
        string before = typed.Substring(0, typed.LastIndexOf(Opening, StringComparison.Ordinal) + Opening.Length);

        // A prompt that is not closed stays open: more words may follow the name.
        return ProfileIdCompleter.Known.Where(profile => profile.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            .Select(profile => new CompletionResult(
                before + Escaped(profile.Name, quote) + Closing + (isClosed ? quote : null),
                profile.Name,
                CompletionResultType.ParameterValue,
                profile.Hint.Length == 0 ? profile.Name : profile.Hint));
    }

    // What stands after the last [[, unless it is closed.
    private static string? NameAt(string text)
    {
        int opening = text.LastIndexOf(Opening, StringComparison.Ordinal);
        if (opening < 0) return null;
        string name = text.Substring(opening + Opening.Length);
        return name.Contains(Closing) ? null : name;
    }

    private static string Escaped(string name, char? quote) => quote switch
    {
        '\'' => CodeGeneration.EscapeSingleQuotedStringContent(name),
        '"' => name.Replace("`", "``").Replace("$", "`$").Replace("\"", "`\""),
        _ => string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? $"{c}" : $"`{c}")),
    };
}
