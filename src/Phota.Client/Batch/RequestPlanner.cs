namespace Phota;

/// <summary>Plans requests: what exists, what is under way, what has to be paid for, and whether all of it can be saved.</summary>
internal sealed class RequestPlanner(PriceTable prices, ApiKey key, Ledger ledger, RetryStates retry)
{
    private const int MaxImagesPerRequest = 4;

    // How long a client_request_id is remembered is not documented; results are kept for 24 hours (release-notes v0.2.0).
    private static readonly TimeSpan s_idLife = TimeSpan.FromHours(20);

    /// <summary>Plans one request.</summary>
    /// <param name="request">The request; its count is the number of variations wanted in all.</param>
    /// <param name="fingerprint">Its fingerprint.</param>
    /// <param name="target">Where its images go; null leaves them at their URLs.</param>
    /// <exception cref="PhotaException">It cannot be done; nothing was sent.</exception>
    public RequestPlan Plan(ImageRequest request, RequestFingerprint fingerprint, OutputTarget? target)
    {
        List<RequestStep> steps = [];
        PhotaException? problem = null;
        int sendFrom = 0;
        int sendAttempt = 0;
        Variation[] variations = Read();
        if (variations.Any(IsClaimedSince))
        {
            ledger.Refresh();
            variations = Read();
        }

        if (target is not null && variations.Any(variation => IsSavedSince(variation, target, OutputTarget.ToImageFormat(request.OutputFormat))))
        {
            ledger.RefreshSurely();
            variations = Read();
        }

        foreach (Variation variation in variations)
        {
            RequestStep? step = Step(variation, target, ref problem);
            bool continues = step is { Kind: StepKind.Send } && sendFrom > 0 && sendAttempt == step.Attempt && variation.Number - sendFrom < MaxImagesPerRequest;
            if (sendFrom > 0 && !continues) Flush(variation.Number);
            if (step is null || (step.Record is not null && steps.Any(known => known.Record?.Attempt == step.Record.Attempt && known.Record.First == step.Record.First && known.Record.Count == step.Record.Count))) continue;
            if (step.Kind != StepKind.Send)
            {
                steps.Add(step);
            }
            else if (!continues)
            {
                sendFrom = variation.Number;
                sendAttempt = step.Attempt;
            }
        }

        if (sendFrom > 0) Flush(request.Count + 1);
        RequestPlan plan = new(request, fingerprint, target, steps)
        {
            Problem = problem,
            UnitPrice = prices.UnitPrice(request),
            ReplacesMissing = retry.HasFlag(RetryStates.Missing),
            SavedHashes = [.. variations.Select(variation => variation.Saved is [{ } latest, ..] ? latest.Sha256 : null)],
        };
        return target is null ? plan : plan with { Renews = RequireRoom(plan, target) };

        Variation[] Read() => ledger.Read(fingerprint.Value, entry => Enumerable.Range(1, request.Count).Select(number => Variation.Read(fingerprint.Value, entry, number)).ToArray());

        void Flush(int end)
        {
            steps.Add(new(StepKind.Send, sendFrom, end - sendFrom, sendAttempt));
            sendFrom = 0;
        }
    }

    // A claim follows its fact, which another process may have added since the files were read.
    private bool IsClaimedSince(Variation variation) =>
        variation.Saved.Count == 0 && ledger.HasClaim(variation.Fingerprint, variation.Number, (variation.Current?.Attempt ?? 0) + 1);

    // Its file may show before the fact that was written earlier.
    private bool IsSavedSince(Variation variation, OutputTarget target, ImageFormat format) =>
        variation.Saved.Count == 0 && target.PathFor(variation.Number - 1, format) is { } path && File.Exists(path) && ledger.OwnerOf(path) is null;

    /// <summary>What to send for an image that is gone from disk and from the service; null where that was not asked for.</summary>
    public RequestStep? Replacement(RequestStep repair) =>
        retry.HasFlag(RetryStates.Missing) ? new(StepKind.Send, repair.First, repair.Count, repair.Attempt + 1) : null;

    /// <summary>Whether another process is at work here that has a request under way, or is the one to begin with it.</summary>
    public bool IsForAnother(RequestPlan plan)
    {
        if (plan.Problem is { Remedy: PhotaRemedy.WaitForProcess }) return true;
        RequestStep[] open = [.. plan.Steps.Where(step => step.Kind != StepKind.Find)];
        return open.Length > 0 && (open.Any(step => step.Record?.OpenSend?.File is { } file && ledger.IsAtWork(file)) || ledger.IsForAnother(plan.Fingerprint.Value));
    }

    private bool RequireRoom(RequestPlan plan, OutputTarget target)
    {
        bool renews = false;
        ImageFormat format = OutputTarget.ToImageFormat(plan.Request.OutputFormat);
        foreach (RequestStep step in plan.Steps.Where(step => step.Kind != StepKind.Find || step.Found!.At != target.PathFor(step.First - 1, step.Found.Saved.Format ?? format)))
        {
            for (int i = 0; i < step.Count; i++)
                renews |= ledger.RequireRoom(target.PathFor(step.First - 1 + i, format), ResultOwner.From(plan.Request, plan.Fingerprint), target.Overwrite) is not null;
        }

        return renews;
    }

    private RequestStep? Step(Variation variation, OutputTarget? target, ref PhotaException? problem)
    {
        RequestView? current = variation.Current;
        if (variation.IsRejected && (target is null || FindNamed(variation, target) is null)) return null;
        if (Find(variation, target) is { } found) return new(StepKind.Find, variation.Number, 1, found.Saved.Attempt) { Found = found };
        int savedAttempt = variation.Saved.Count == 0 ? 0 : variation.Saved.Max(saved => saved.Attempt);
        if (savedAttempt > 0 && !(current?.Attempt > savedAttempt))
        {
            if (current?.Accepted?.JobId is not null) return new(StepKind.Fetch, current.First, current.Count, current.Attempt) { Record = current, IsRepair = true };
            return Again(RetryStates.Missing, savedAttempt, MissingError(), ref problem, variation);
        }

        if (variation.IsUndelivered) return null;
        return current?.Status switch
        {
            null when ledger.HasClaim(variation.Fingerprint, variation.Number, 1) => Again(RetryStates.PerhapsPaid, 1, PerhapsPaidError(null), ref problem, variation),
            null => new(StepKind.Send, variation.Number, 1, 1),
            RequestStatus.Failed => Again(RetryStates.Failed, current.Attempt, FailedError(current), ref problem, variation),
            RequestStatus.Accepted when current.Accepted!.JobId is not null => new(StepKind.Fetch, current.First, current.Count, current.Attempt) { Record = current },
            RequestStatus.Sent when current.OpenSend is { Direct: not true } sent && key.HasTag(sent.Key) && ledger.Clock.GetUtcNow() - sent.At < s_idLife =>
                new(StepKind.Repeat, current.First, current.Count, current.Attempt) { Record = current },
            _ when current.OpenSend?.File is { } file && ledger.IsAtWork(file) => Wait(ref problem),
            _ => Again(RetryStates.PerhapsPaid, current.Attempt, PerhapsPaidError(current), ref problem, variation),
        };
    }

    // Its answer is not lost yet, so no retry pays for it again.
    private static RequestStep? Wait(ref PhotaException? problem)
    {
        problem ??= new(PhotaErrorKind.OutputFile, "Another process has sent this request and is still at work.")
        {
            Remedy = PhotaRemedy.WaitForProcess,
        };
        return null;
    }

    private RequestStep? Again(RetryStates state, int attempt, PhotaException error, ref PhotaException? problem, Variation variation)
    {
        if (retry.HasFlag(state))
        {
            while (ledger.HasClaim(variation.Fingerprint, variation.Number, attempt + 1)) attempt++;
            return new(StepKind.Send, variation.Number, 1, attempt + 1);
        }

        problem ??= error;
        return null;
    }

    private FoundImage? Find(Variation variation, OutputTarget? target)
    {
        if (target is null) return null;
        if (FindNamed(variation, target) is { } named) return named;
        foreach (LedgerFact saved in variation.Saved)
        {
            string path = ledger.Absolute(saved);
            if (Owns(saved, path) && IsIntact(path, saved)) return new(saved, path, IsPart: false);
            string replaced = ledger.ReplacedPath(saved);
            if (IsIntact(replaced, saved)) return new(saved, replaced, IsPart: false);
            if (IntactPart(saved) is { } part) return new(saved, part, IsPart: true);
        }

        return null;
    }

    // Also a rejected image: its file was put back, or was never moved.
    private FoundImage? FindNamed(Variation variation, OutputTarget target)
    {
        // Where two processes saved it at the same moment, the owner of the name is the one that has it.
        IEnumerable<LedgerFact> known = variation.Saved.Count < 2 ? variation.Saved
            : variation.Saved.OrderByDescending(saved => ledger.OwnerOf(ledger.Absolute(saved))?.Sha256 == saved.Sha256);
        foreach (LedgerFact saved in known)
        {
            string path = ledger.Absolute(saved);
            bool isNamed = path == target.PathFor(variation.Number - 1, saved.Format ?? ImageFormat.Jpeg) && Owns(saved, path);
            // While its part is there, what has its name is something else.
            if (isNamed && IntactPart(saved) is null) return new(saved, path, IsPart: false);
        }

        return null;
    }

    private string? IntactPart(LedgerFact saved)
    {
        if (saved.Part is null) return null;
        string part = Path.Combine(ledger.PartFolder, Path.GetFileName(saved.Part));
        return IsIntact(part, saved) ? part : null;
    }

    private bool Owns(LedgerFact saved, string path) =>
        File.Exists(path) && ledger.OwnerOf(path) is { } owner && owner.Fingerprint == saved.Fingerprint && owner.First == saved.First;

    private static bool IsIntact(string path, LedgerFact saved) => AtomicImageFile.IsIntact(path, saved.Length, saved.Sha256);

    internal static PhotaException MissingError(Exception? cause = null) => new(
        PhotaErrorKind.NotFound, "The image is gone from the destination, and the service no longer has it.", cause)
    {
        Remedy = PhotaRemedy.PayForMissing,
    };

    private static PhotaException FailedError(RequestView request) => new(
        ErrorTable.Kind(500, request.Failed!.ErrorCode), $"The service failed this request before: {request.Failed.Error ?? "no reason given"}")
    {
        Remedy = PhotaRemedy.PayForFailed,
        RequestId = request.Failed.RequestId,
    };

    private static PhotaException PerhapsPaidError(RequestView? request) => new(
        PhotaErrorKind.Network, $"The request was sent{(request is null ? "" : $" on {request.Description?.At:yyyy-MM-dd}")} and its answer was lost, so it may be paid for.")
    {
        Remedy = PhotaRemedy.PayForLost,
    };

    /// <summary>What the ledger said of one variation when it was looked at.</summary>
    private sealed record Variation(string Fingerprint, int Number, IReadOnlyList<LedgerFact> Saved, RequestView? Current, bool IsUndelivered, bool IsRejected)
    {
        public static Variation Read(string fingerprint, LedgerEntry entry, int number) => new(
            fingerprint,
            number,
            [.. entry.Saved.Where(saved => saved.First == number).OrderByDescending(saved => saved.Attempt).ThenByDescending(saved => saved, Comparer<LedgerFact>.Create(LedgerFact.Compare))],
            entry.Current(number)?.ToView(),
            entry.IsUndelivered(number),
            entry.IsRejected(number));
    }
}
