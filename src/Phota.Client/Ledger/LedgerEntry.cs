namespace Phota;

/// <summary>What the ledger knows of one request.</summary>
internal sealed class LedgerEntry
{
    private readonly List<LedgerLine> _saved = [];

    public LedgerLine? Planned { get; private set; }

    public string? JobId { get; private set; }

    /// <summary>How many jobs of this request the service failed or lost.</summary>
    public int Failures { get; private set; }

    /// <summary>Why the last of them was failed or lost.</summary>
    public string? Error { get; private set; }

    /// <summary>What was saved, the newest last.</summary>
    public IReadOnlyList<LedgerLine> Saved => _saved;

    public void Apply(LedgerLine line)
    {
        switch (line.Event)
        {
            case LedgerLine.Planned:
                Planned = line;
                break;
            case LedgerLine.Submitted:
                JobId = line.JobId;
                break;
            case LedgerLine.Failed when line.JobId == JobId:
                JobId = null;
                Failures++;
                Error = line.Error;
                break;
            case LedgerLine.Saved:
                _saved.Add(line);
                break;
        }
    }
}
