using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Lets the user choose among variations: emits what is kept, and rejects what is not wanted.</summary>
[Cmdlet(VerbsCommon.Select, "PhotaImage", DefaultParameterSetName = PageSet, SupportsShouldProcess = true)]
[OutputType(typeof(PhotaImage))]
public sealed class SelectPhotaImageCommand : PhotaCommand
{
    private const string PageSet = "Page";
    private const string ScriptSet = "Script";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly ImageSelection _selection = new();
    private readonly Rejections _rejections = new();

    /// <summary>Saved results, or rows of a CSV file of them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, HelpMessage = "Saved images, or rows of a CSV file of them.")]
    [RowTransformation(typeof(PhotaImage), nameof(PhotaImage.FullName), nameof(PhotaImage.DownloadUri))]
    [ValidateNotNull]
    public PhotaImage[] InputObject { get; set; } = [];

    /// <summary>Decides instead of the page: images for which it is true are kept.</summary>
    [Parameter(ParameterSetName = ScriptSet, HelpMessage = "Keeps images for which the script block, with the image as $_, is true.")]
    [ValidateNotNull]
    public ScriptBlock? Keep { get; set; }

    /// <summary>Decides instead of the page: images for which it is true are rejected.</summary>
    [Parameter(ParameterSetName = ScriptSet, HelpMessage = "Rejects images for which the script block, with the image as $_, is true.")]
    [ValidateNotNull]
    public ScriptBlock? Reject { get; set; }

    private bool IsScript => Keep is not null || Reject is not null;

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(null, () =>
    {
        // Before anything further up the pipeline is paid for.
        if (!IsScript && !this.IsWhatIf() && !HostInteractivity.HasScreen(Host)) throw NoBrowser("This session runs unattended, so there is no one to choose on a page.");
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PhotaImage image in InputObject)
        {
            if (IsScript) Run(image, () => Decide(image));
            else Run(image, () => _selection.Add(image));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(null, () =>
    {
        if (IsScript || _selection.Images.Count == 0) return;
        string images = _selection.Images.Count == 1 ? "1 image" : $"{_selection.Images.Count} images";
        if (!ShouldProcess(images, "let the user choose on a page in the browser, and move what is rejected to .phota/rejected")) return;
        if (Choose() is not { } choice)
        {
            WriteWarning("The page was closed before Done, so nothing was kept or rejected.");
            return;
        }

        foreach (PhotaImage image in choice.Rejected) Run(image, () => Drop(image));
        foreach (PhotaImage image in choice.Kept) Emit(image);
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _rejections.Dispose();
    }

    // One script block decides about every image; of two, neither may.
    private void Decide(PhotaImage image)
    {
        bool isKept = Keep is not null ? IsTrue(Keep, image) : !IsTrue(Reject!, image);
        if (isKept) Emit(image);
        else if ((Keep is null || Reject is null || IsTrue(Reject, image)) && ShouldProcess(image.FullName, "reject")) Drop(image);
    }

    private void Drop(PhotaImage image)
    {
        if (Stopping) throw new PipelineStoppedException();
        _rejections.Reject(image);
        WriteVerbose($"'{image.FullName}' is rejected and moved to .phota/rejected.");
    }

    private ImageChoice? Choose()
    {
        using SelectionServer server = Run(_ => Task.Run(() => SelectionServer.Start(_selection)));
        if (!SystemViewer.TryOpen(server.Uri)) throw NoBrowser("No browser can be opened here.");
        WriteVerbose($"The page is at {server.Uri} until Done.");
        int id = ProgressId.Next();
        bool isSeen = HostInteractivity.IsInteractive(Host), isWarned = false;
        Stopwatch waited = Stopwatch.StartNew();
        try
        {
            return Run(server.WaitAsync, () =>
            {
                if (isSeen) WriteProgress(new ProgressRecord(id, "Phota selection", "Waiting for the choice in the browser; Ctrl+C ends it"));
                if (isWarned || server.IsOpened || waited.Elapsed < s_patience) return;
                WriteWarning($"The browser has not asked for the page yet. Open {server.Uri} in it yourself, or end the command with Ctrl+C.");
                isWarned = true;
            });
        }
        finally
        {
            if (isSeen) WriteProgress(new ProgressRecord(id, "Phota selection", "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private static bool IsTrue(ScriptBlock script, PhotaImage image)
    {
        Collection<PSObject> said = script.InvokeWithContext(null, [new PSVariable("_", image)]);
        return LanguagePrimitives.IsTrue(said.Count == 1 ? said[0] : said);
    }

    private static PhotaException NoBrowser(string why) => new PhotaException(PhotaErrorKind.Validation, why) { IsFatal = true }
        .WithAdvice("Decide with a script block for each image: -Keep { $_.Width -ge 2000 } or -Reject { … }.");
}
