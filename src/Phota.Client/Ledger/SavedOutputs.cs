namespace Phota;

/// <summary>The pictures of one request that lie on disk just as they were saved.</summary>
internal sealed class SavedOutputs
{
    private readonly Ledger _ledger;
    private readonly LedgerEntry _entry;
    private readonly OutputTarget _target;
    private readonly IReadOnlyList<LedgerLine> _found;

    public SavedOutputs(Ledger ledger, LedgerEntry entry, OutputTarget target)
    {
        _ledger = ledger;
        _entry = entry;
        _target = target;
        int of = entry.Saved.Count == 0 ? 0 : entry.Saved[^1].Of ?? 0;
        _found = [.. Enumerable.Range(0, of).Select(Find).OfType<LedgerLine>()];
        AreComplete = of > 0 && _found.Count == of;
    }

    public bool AreComplete { get; }

    /// <summary>The pictures under the names that they should have: a renamed photo gets a copy of what is paid already.</summary>
    public IReadOnlyList<PhotaImage> Take() => [.. _found.Select(Take)];

    private LedgerLine? Find(int index)
    {
        IEnumerable<LedgerLine> candidates = _entry.Saved.Where(line => line.Index == index).Reverse();
        string wanted = _target.PathFor(index, ImageFormat.Jpeg);
        return candidates.OrderByDescending(line => _ledger.Absolute(line) == wanted)
            .FirstOrDefault(line => PictureFile.IsIntact(_ledger.Absolute(line), line.Length, line.Sha256));
    }

    private PhotaImage Take(LedgerLine line)
    {
        PhotaImage image = _ledger.ToImage(_entry, line);
        string wanted = _target.PathFor(image.Index, image.Format);
        if (image.Path == wanted) return image;
        Recorder recorder = new(_ledger, line.Id!, line.Of ?? 1);
        _ledger.MakeRoom(wanted, line.Id!, _target.Overwrite);
        OutputTarget recorded = _target with { Recording = picture => recorder.Record(image, picture) };
        return image.Saved(PictureFile.Copy(image.Path!, recorded, image.Index));
    }
}
