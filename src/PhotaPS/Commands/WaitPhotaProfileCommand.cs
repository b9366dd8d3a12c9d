using System.Management.Automation;

namespace PhotaPS;

/// <summary>Waits until profiles are trained, and emits each when it is; a failed one with an error.</summary>
[Cmdlet(VerbsLifecycle.Wait, "PhotaProfile", DefaultParameterSetName = "Profile")]
[OutputType(typeof(PhotaProfile))]
public sealed class WaitPhotaProfileCommand : PhotaBatchCommand
{
    private readonly HashSet<string> _waitedFor = new(StringComparer.Ordinal);

    /// <summary>Profiles as New-PhotaProfile or Get-PhotaProfile emitted them.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = "Profile",
        ValueFromPipeline = true,
        HelpMessage = "Profiles as New-PhotaProfile or Get-PhotaProfile emitted them.")]
    [ValidateNotNull]
    public PhotaProfile[] InputObject { get; set; } = [];

    /// <summary>The profiles' ids or names.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ParameterSetName = "Id",
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "Ids or names of profiles.")]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ProfileIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ProfileId { get; set; } = [];

    /// <summary>How many seconds to wait before asking after a profile a second time; the waits grow from there to 30 seconds.</summary>
    [Parameter(HelpMessage = "How many seconds to wait before the second status request of a profile.")]
    [ValidateRange(1, 3600)]
    public int PollIntervalSec { get; set; } = TrainingWait.PollIntervalSec;

    private protected override string Activity => "Phota profiles";

    private protected override int ConcurrencyLimit => ThrottleLimit > 0 ? ThrottleLimit : int.MaxValue;

    private protected override int StandardTimeoutSec => TrainingWait.TimeoutSec;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(InputObject, Submit);
        ForEach(ProfileId, id => Submit(new PhotaProfile { ProfileId = ProfileNames.Resolve(id) }));
    }

    private protected override void Deliver(BatchOutcome outcome)
    {
        base.Deliver(outcome);
        foreach (PhotaProfile profile in outcome.Results.Cast<PhotaProfile>())
        {
            if (profile.Failure() is { } failure) WriteError(failure, profile);
        }
    }

    private void Submit(PhotaProfile profile)
    {
        if (!_waitedFor.Add(profile.ProfileId)) return;
        PhotaClient client = Client;
        TimeSpan interval = TimeSpan.FromSeconds(PollIntervalSec);
        TimeSpan timeout = Timeout;
        Submit(profile, async stop => [await client.WaitForProfileAsync(profile, interval, timeout, null, stop).ConfigureAwait(false)]);
    }
}
