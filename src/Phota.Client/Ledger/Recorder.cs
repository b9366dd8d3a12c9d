namespace Phota;

/// <summary>Notes each picture of a request in the ledger, just before it gets its name.</summary>
internal sealed class Recorder(Ledger ledger, string id, int of)
{
    public string Id => id;

    public void Record(PhotaImage image, SavedPicture picture) => ledger.Add(new LedgerLine
    {
        Event = LedgerLine.Saved,
        Id = id,
        Index = image.Index,
        Of = of,
        Path = ledger.Relative(picture.Path),
        Format = picture.Format,
        Width = picture.Width,
        Height = picture.Height,
        Length = picture.Length,
        Sha256 = picture.Sha256,
        KnownSubject = image.KnownSubject,
        Cost = image.EstimatedCost,
        RequestId = image.RequestId,
        JobId = image.JobId,
        ClientRequestId = image.ClientRequestId,
    });
}
