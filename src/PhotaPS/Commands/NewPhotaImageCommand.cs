using System.Management.Automation;

namespace PhotaPS;

/// <summary>Generates images from text prompts, one request per prompt.</summary>
[Cmdlet(VerbsCommon.New, "PhotaImage", DefaultParameterSetName = PromptSet, SupportsShouldProcess = true)]
[OutputType(typeof(PhotaImage), typeof(PhotaJob))]
public sealed class NewPhotaImageCommand : ImageOperationCommand, IImageOptions
{
    private const string PromptSet = "Prompt";
    private const string RowSet = "Row";

    /// <summary>What to show; <c>[[anna]]</c> names a profile, by its name or id, and is the only way to name one here.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ParameterSetName = PromptSet,
        ValueFromPipeline = true,
        HelpMessage = "What to show; [[anna]] names a profile, by its name or id.")]
    [Parameter(Position = 0, ParameterSetName = RowSet, HelpMessage = "What to show where a row has no Prompt.")]
    [ArgumentCompleter(typeof(PromptCompleter))]
    [PromptTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Prompt { get; set; } = [];

    /// <summary>Rows that bring their own <c>Prompt</c> and options; an empty cell leaves the argument or the default.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = RowSet,
        ValueFromPipeline = true,
        HelpMessage = "Rows that bring their own Prompt and options.")]
    [PromptRowTransformation]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The shape of the results.</summary>
    [Parameter(HelpMessage = "The aspect ratio of the results.")]
    [ValidateSet("auto", "1:1", "3:4", "4:3", "9:16", "16:9")]
    public string? AspectRatio { get; set; }

    /// <summary>The size of the results; not every base model makes each.</summary>
    [Parameter(HelpMessage = "The resolution of the results; not every base model supports each.")]
    [ValidateSet("1K", "2K", "4K")]
    public string? Resolution { get; set; }

    /// <summary>The model that makes the image; Get-PhotaModel lists them.</summary>
    [Parameter(HelpMessage = "The base model to use; Get-PhotaModel lists them.")]
    [ArgumentCompleter(typeof(BaseModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? BaseModel { get; set; }

    /// <summary>How carefully gpt-image-2 works; other models take none.</summary>
    [Parameter(HelpMessage = "The quality setting of gpt-image-2; other models have none.")]
    [ValidateSet("auto", "low", "medium", "high")]
    public string? Quality { get; set; }

    private protected override string Operation => "generate";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Run(null, () => Require(ParameterSetName != RowSet || Prompt.Length <= 1, "With rows, -Prompt takes one prompt."));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == RowSet) ForEach(InputObject, row => SubmitRow(row, () => CreateRequest(RequirePrompt(Prompt.FirstOrDefault()))));
        else ForEach(Prompt, prompt => Submit(prompt, () => CreateRequest(prompt)));
    }

    private GenerateRequest CreateRequest(string prompt) => new() { Prompt = prompt, Options = this.ToOptions() };
}
