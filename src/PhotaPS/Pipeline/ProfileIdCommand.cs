using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>A cmdlet that does one thing to each profile, by its id or name.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ProfileIdCommand : PhotaCommand
{
    /// <summary>The profiles' ids or names.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "Ids or names of profiles.")]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ProfileIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ProfileId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in ProfileId) Run(id, () => Process(ProfileNames.Resolve(id)));
    }

    private protected abstract void Process(string id);
}
