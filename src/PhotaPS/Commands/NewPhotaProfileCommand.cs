using System.Collections;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Creates an identity profile of photos and starts its training, which is paid for at once.</summary>
[Cmdlet(VerbsCommon.New, "PhotaProfile", SupportsShouldProcess = true)]
[OutputType(typeof(PhotaProfile))]
public sealed class NewPhotaProfileCommand : PhotaCommand
{
    private readonly List<Uri> _photos = [];
    private bool _isSent;
    private PhotaProfile? _awaited;

    /// <summary>URLs of the photos, which the service fetches itself: 10 to 50 for a standard profile, 5 to 10 for a fast one.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "URLs of the photos to train from: 10 to 50 for a standard profile, 5 to 10 for a fast one.")]
    [Alias("DownloadUri")]
    [ValidateNotNullOrEmpty]
    public Uri[] Uri { get; set; } = [];

    /// <summary>How thoroughly to train; decides the price.</summary>
    [Parameter(HelpMessage = "Standard or Fast; decides the price.")]
    public ProfileTier Tier { get; set; } = ProfileTier.Standard;

    /// <summary>A group to find the profile by, for example an end user's id; it cannot be changed later.</summary>
    [Parameter(HelpMessage = "A tag to find the profile by; it cannot be changed later.")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNull]
    public string? Tag { get; set; }

    /// <summary>Waits until the profile is trained or has failed; it is emitted in either case.</summary>
    [Parameter(HelpMessage = "Waits until the profile is trained or has failed.")]
    public SwitchParameter Wait { get; set; }

    /// <summary>How many seconds to wait for the training, with -Wait.</summary>
    [Parameter(HelpMessage = "How many seconds to wait for the training, with -Wait.")]
    [ValidateRange(1, MaxTimeoutSec)]
    public int TimeoutSec { get; set; } = TrainingWait.TimeoutSec;

    /// <summary>How many seconds to wait before asking a second time, with -Wait; the waits grow from there to 30 seconds.</summary>
    [Parameter(HelpMessage = "How many seconds to wait before the second status request, with -Wait.")]
    [ValidateRange(1, 3600)]
    public int PollIntervalSec { get; set; } = TrainingWait.PollIntervalSec;

    /// <summary>Trains another profile although one with the tag exists.</summary>
    [Parameter(HelpMessage = "Trains another profile although one with the tag exists.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Fields merged into the request as they are, for API fields newer than this module.</summary>
    [Parameter(HelpMessage = "Fields added to the request, for API fields newer than this module.")]
    [ValidateNotNull]
    public Hashtable AdditionalBody { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _photos.AddRange(Uri);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        PhotaProfile? profile = null;
        Run(_photos.ToArray(), () => profile = Add());
        if (profile is null) return;
        if (Wait) Run(profile, () => WaitFor(profile));
        else Emit(profile);
    }

    private PhotaProfile? Add()
    {
        AddProfileRequest request = new(_photos) { Tier = Tier, Tag = Tag, AdditionalBody = PlainObject.Fields(AdditionalBody) };
        request.Validate();
        decimal? price = Session.Prices.UnitPrice(request.Operation, withIdentity: false);
        if (!ShouldProcess($"{_photos.Count} photos", Describe(request, price))) return null;
        if (Tag is not null && !Force) RequireNew(Tag, price);
        Budget? budget = Session.Budget;
        _isSent = true;
        PhotaProfile profile = Call((client, stop) => client.AddProfileAsync(request, budget, stop));
        _isSent = false;

        // Known from now on, even if the wait for it is broken off.
        Session.Seen.Remember(profile);
        WriteVerbose($"Profile {profile.ProfileId} is in training.");
        return profile;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        bool isCut = Stopped.IsCancellationRequested;
        base.Dispose(disposing);
        if (isCut && _isSent) Host?.UI?.WriteWarningLine("The profile may be in training and paid for; look for it with Get-PhotaProfile before you run the command again.");
        else if (isCut && _awaited is not null) Host?.UI?.WriteWarningLine($"Profile {_awaited.ProfileId} is in training and paid for; wait for it with Wait-PhotaProfile {_awaited.ProfileId}.");
    }

    // Asking is free, and the same command typed again would train and charge a second profile.
    private void RequireNew(string tag, decimal? price)
    {
        PhotaProfile[] known = [.. Call((client, stop) => client.ListProfilesAsync(tag, stop)).Where(profile => profile.Status != PhotaProfileStatus.Error)];
        if (known.Length == 0) return;
        throw new PhotaException(PhotaErrorKind.Validation, $"Profile {known[0].ProfileId} has the tag '{tag}' already ({known[0].ServiceStatus ?? known[0].Status.ToString()}); nothing was sent.")
            .WithAdvice(FormattableString.Invariant($"Use that profile, or train another one for ${price:0.00} with -Force."));
    }

    private void WaitFor(PhotaProfile profile)
    {
        TrainingProgress training = new(this, profile);
        _awaited = profile;
        try
        {
            Call(
                (client, stop) => client.WaitForProfileAsync(
                    profile, TimeSpan.FromSeconds(PollIntervalSec), TimeSpan.FromSeconds(TimeoutSec), training, stop),
                training.Show);
        }
        finally
        {
            training.Finish();
            Emit(training.Latest);
            _awaited = null;
        }

        if (training.Latest.Failure() is { } failure) throw failure;
    }

    private static string Describe(AddProfileRequest request, decimal? price)
    {
        string cost = price is null ? "price not published" : FormattableString.Invariant($"${price:0.00}");
        return $"train a {request.Tier} profile, {cost}";
    }
}
