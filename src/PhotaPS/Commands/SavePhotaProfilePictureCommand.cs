using System.Management.Automation;

namespace PhotaPS;

/// <summary>Saves the images by which profiles are told apart: the service chose each of a profile's own photos.</summary>
[Cmdlet(VerbsData.Save, "PhotaProfilePicture", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SavePhotaProfilePictureCommand : ProfileIdCommand
{
    private string _path = "";
    private OutputFolder? _folder;

    /// <summary>The folder to save in; it is created where it is missing. An image is named after its profile's id.</summary>
    [Parameter(Mandatory = true, Position = 1, HelpMessage = "The folder to save in; a file is named after its profile's id.")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Overwrites existing files.</summary>
    [Parameter(HelpMessage = "Overwrites existing files.")]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(Destination, () =>
    {
        _path = FolderPath(Destination);
        _folder = new OutputFolder(_path, relativeTo: null, Force);
    });

    private protected override void Process(string id)
    {
        if (!ShouldProcess(id, $"save its image in {_path}")) return;
        _folder!.Prepare(new OutputTarget(_path, id, Force));
        WriteFile(Call((client, stop) => client.SaveProfilePictureAsync(id, _path, Force, stop)));
    }
}
