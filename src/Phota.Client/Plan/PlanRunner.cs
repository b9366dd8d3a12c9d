namespace Phota;

/// <summary>Carries a plan out.</summary>
public sealed class PlanRunner
{
    private readonly PhotaClient _client;
    private readonly ResumableRun? _resumable;

    /// <summary>Prepares to carry out plans.</summary>
    /// <param name="client">Whose requests they are.</param>
    /// <param name="ledger">The ledger to go by, or null to send every plan anew.</param>
    public PlanRunner(PhotaClient client, Ledger? ledger)
    {
        _client = client;
        _resumable = ledger is null ? null : new ResumableRun(client, ledger);
    }

    /// <summary>Makes the pictures of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<IReadOnlyList<PhotaImage>> MakeAsync(PhotaPlan plan, CancellationToken cancellationToken) => _resumable is null
        ? _client.MakeAsync(plan.Request!, plan.Target, cancellationToken)
        : _resumable.MakeAsync(plan.Request!, plan.Identity!, plan.Target!, cancellationToken);

    /// <summary>Submits a plan as a job.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="callback">An https address to be told at, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<PhotaJob> SubmitAsync(PhotaPlan plan, Uri? callback, CancellationToken cancellationToken) =>
        _client.SubmitAsync(plan.Request!, null, callback, cancellationToken);
}
