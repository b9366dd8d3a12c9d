using System.Management.Automation;

namespace PhotaPS;

/// <summary>Shows the documented base models and what each supports. It sends no request and needs no key.</summary>
[Cmdlet(VerbsCommon.Get, "PhotaModel")]
[OutputType(typeof(PhotaModel))]
public sealed class GetPhotaModelCommand : PhotaCommand
{
    /// <summary>Only models with these ids.</summary>
    [Parameter(
        Position = 0,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "Ids of base models; wildcards are allowed.")]
    [Alias("BaseModel")]
    [ArgumentCompleter(typeof(BaseModelCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in Id) Run(id);
    }

    private void Run(string id)
    {
        WildcardPattern pattern = new(id, WildcardOptions.IgnoreCase);
        PhotaModel[] models = [.. ModelTable.Models.Where(model => pattern.IsMatch(model.Id))];
        WriteObject(models, enumerateCollection: true);
        if (models.Length > 0 || WildcardPattern.ContainsWildcardCharacters(id)) return;
        WriteError(
            new PhotaException(PhotaErrorKind.NotFound, $"'{id}' is not in the table of base models.")
                .WithAdvice("It may be newer than the table: -BaseModel takes it all the same, and the service decides."),
            id);
    }
}
