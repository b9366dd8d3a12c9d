using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>A cmdlet that does one thing to each profile, named by its id.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ProfileIdCommand : PhotaCommand
{
    /// <summary>The profiles' ids.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "Ids of profiles.")]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ProfileIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ProfileId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in ProfileId) Run(id, () => Process(id));
    }

    private protected abstract void Process(string id);
}
