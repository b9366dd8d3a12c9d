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
    private bool _isNameFree;
    private PhotaProfile? _awaited;

    /// <summary>URLs of the photos, which the service fetches itself: 10 to 50 for a standard profile, 5 to 10 for a fast one.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "URLs of the photos to train from: 10 to 50 for a standard profile, 5 to 10 for a fast one.")]
    [Alias("DownloadUri")]
    [PhotoUriTransformation]
    [ValidateNotNullOrEmpty]
    public Uri[] Uri { get; set; } = [];

    /// <summary>How thoroughly to train; decides the price.</summary>
    [Parameter(HelpMessage = "Standard or Fast; decides the price.")]
    public ProfileTier Tier { get; set; } = ProfileTier.Standard;

    /// <summary>A name, by which -ProfileId and prompts take the profile from now on.</summary>
    [Parameter(HelpMessage = "A name, by which -ProfileId and prompts take the profile.")]
    [ValidateNotNull]
    public string? Name { get; set; }

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

    /// <summary>Trains another profile although one with the name or the tag exists; the name goes to the new one.</summary>
    [Parameter(HelpMessage = "Trains another profile although one with the name or the tag exists.")]
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
        // A Publish-PhotaPhoto that is only planned writes no URLs.
        if (_photos.Count == 0 && this.IsWhatIf()) return;
        PhotaProfile? profile = null;
        Run(_photos.ToArray(), () => profile = Add());
        if (profile is null) return;
        if (Name is not null) Run(profile, () => ProfileNames.Set(Name, profile.ProfileId, overwrite: Force || _isNameFree));
        if (Wait) Run(profile, () => WaitFor(profile));
        else Emit(profile);
    }

    private PhotaProfile? Add()
    {
        AddProfileRequest request = new(_photos) { Tier = Tier, Tag = Tag, AdditionalBody = PlainObject.Fields(AdditionalBody) };
        request.Validate();
        decimal? price = Session.Prices.UnitPrice(request.Operation, withIdentity: false);
        if (Name is not null) ProfileNames.Require(Name);
        if (!ShouldProcess($"{_photos.Count} photos", Describe(request, price))) return null;
        if (Tag is not null && !Force) RequireNew(Tag, price);
        if (Name is not null && !Force) RequireUnnamed(Name, price);
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
        if (known.Length > 0) throw Exists(known[0], $"the tag '{tag}'", price);
    }

    // A name whose profile was deleted, or failed to be trained, is free.
    private void RequireUnnamed(string name, decimal? price)
    {
        if (!ProfileNames.All.TryGetValue(name, out string? id)) return;
        try
        {
            PhotaProfile known = Call((client, stop) => client.GetProfileAsync(id, stop));
            if (known.Status != PhotaProfileStatus.Error) throw Exists(known, $"the name '{name}'", price);
        }
        catch (PhotaException e) when (e.Kind == PhotaErrorKind.NotFound)
        {
            WriteVerbose($"Profile {id}, which had the name '{name}', does not exist any more.");
        }

        _isNameFree = true;
    }

    private static PhotaException Exists(PhotaProfile profile, string by, decimal? price) =>
        new PhotaException(PhotaErrorKind.Validation, $"Profile {profile.ProfileId} has {by} already ({profile.ServiceStatus ?? profile.Status.ToString()}); nothing was sent.")
            .WithAdvice(FormattableString.Invariant($"Use that profile, or train another one for ${price:0.00} with -Force."));

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
