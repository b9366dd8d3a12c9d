namespace Phota;

/// <summary>
/// Rejects results: the ledger of their destination remembers it, so that the same command neither fetches nor pays for
/// them again, and their files go to <c>.phota/rejected</c> of that destination.
/// </summary>
public sealed class Rejections : IDisposable
{
    private readonly Dictionary<string, Ledger?> _ledgers = [];

    /// <summary>Rejects one result.</summary>
    /// <param name="image">The result, which is saved.</param>
    /// <exception cref="PhotaException">
    /// Kind NotFound: no destination knows the file as this result. Kind OutputFile: it cannot be moved, or the ledger cannot be written.
    /// </exception>
    public void Reject(PhotaImage image)
    {
        if (image.FullName is not { } path) throw Unknown($"The image of '{image}' is not saved, so there is nothing to reject.");
        if (Find(path) is not var (ledger, saved)) throw Unknown($"'{path}' is not a result of a destination, so nothing can remember that it was rejected.");
        if (image.Fingerprint is { } fingerprint && fingerprint != saved.Fingerprint) throw Unknown($"'{path}' is the result of another request by now.");
        ledger.Reject(saved);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Ledger? ledger in _ledgers.Values) ledger?.Dispose();
    }

    // A destination's results may lie in folders below it.
    private (Ledger Ledger, LedgerFact Saved)? Find(string path)
    {
        for (string? folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Open(folder) is not { } ledger) continue;
            // What is still being made is recorded by another ledger of this process.
            if (ledger.OwnerOf(path) is null) ledger.Refresh();
            if (ledger.OwnerOf(path) is { } saved) return (ledger, saved);
        }

        return null;
    }

    private Ledger? Open(string folder)
    {
        if (_ledgers.TryGetValue(folder, out Ledger? ledger)) return ledger;
        ledger = Ledger.Open(folder);
        if (!ledger.Exists)
        {
            ledger.Dispose();
            ledger = null;
        }

        _ledgers.Add(folder, ledger);
        return ledger;
    }

    private static PhotaException Unknown(string message) => new(PhotaErrorKind.NotFound, message) { Remedy = PhotaRemedy.RemoveFile };
}
