namespace Phota;

/// <summary>Saves images into a destination: verified, flushed, recorded in the ledger, and only then renamed, without replacing anything.</summary>
internal sealed class LedgerImageStore(Ledger ledger, ResultOwner owner, OutputTarget target) : IImageStore
{
    private static int s_parts;

    /// <summary>The image that is copied under a further name; null for one that the service made.</summary>
    public FoundImage? CopyOf { get; init; }

    /// <summary>Gives the images their photo's metadata; null leaves them as they are.</summary>
    public MetadataWriter? Metadata { get; init; }

    /// <summary>What is known of an image besides its file.</summary>
    public PhotaImage? Image { get; set; }

    public AtomicImageFile Create() => new(ledger.PartFolder, NextPart(), target.MaxBytes);

    public SavedImage Save(AtomicImageFile file, int index)
    {
        using WrittenMetadata metadata = CopyOf is { } original
            ? new() { Sidecar = SidecarFile.Read(original.At, original.Saved.Sidecar) }
            : Metadata?.Write(file, index, Image?.MadeAt, Create) ?? new();
        file = metadata.File ?? file;
        ImageFileInfo info = file.Complete(index);
        if (CopyOf is { } copied && info.Sha256 != copied.Saved.Sha256) throw new IOException("It is another image by now.");
        string path = target.PathFor(index, info.Format);
        PhotaException? taken = MakeRoom(path);
        LedgerFact saved = Fact(index, info, path) with { Part = file.Name };
        string? warning = metadata.Warning;
        if (taken is null)
        {
            // Another process of the same destination may have saved it from the same job, perhaps with other metadata.
            if (File.Exists(path) && ledger.Adopt(saved) is { } others) return Adopted(path, others);
            warning = metadata.SaveSidecar(path, Path.Combine(ledger.PartFolder, NextPart()), ledger.OwnerOf(path)?.Sidecar);
            if (warning is null) saved = saved with { Sidecar = metadata.SidecarHash };
        }

        ledger.AddAsync(saved).GetAwaiter().GetResult();
        if (taken is null)
        {
            if (file.TryMoveTo(path)) return new(path, info) { Warning = warning, IsAdopted = false };
            if (ledger.Adopt(saved) is { } others) return Adopted(path, others);
        }

        // Another process has given this very file a name, or has saved the same image and a share does not show its facts yet.
        if ((taken is null && file.IsGone) || AtomicImageFile.IsIntact(path, info.Length, info.Sha256))
            return new(path, info) { Warning = warning, IsAdopted = true };
        // It is paid for: it waits under its part's name until the path is free.
        file.Keep();
        throw Kept(path, taken);
    }

    public string PathFor(PhotaImage image) => target.PathFor(image.Index, image.Format);

    /// <summary>Gives an image its name that was recorded by a process that ended before it could.</summary>
    public SavedImage Finish(FoundImage found)
    {
        LedgerFact saved = found.Saved;
        ImageFileInfo info = new(saved.Format ?? ImageFormat.Jpeg, saved.Width, saved.Height, saved.Length!.Value, saved.Sha256!);
        string path = target.PathFor(saved.First - 1, info.Format);
        ledger.MakeRoom(path, owner, target.Overwrite);
        bool isElsewhere = ledger.Relative(path) != saved.Path;
        if (isElsewhere) ledger.AddAsync(Fact(saved.First - 1, info, path) with { Source = owner.Source, Sidecar = saved.Sidecar }).GetAwaiter().GetResult();
        Directory.CreateDirectory(target.Directory);
        if (isElsewhere) SidecarFile.Move(ledger.Absolute(saved), path, saved.Sidecar);
        // Where it is gone from there, the process that recorded it is alive and has done so itself.
        bool isMoved = DurableFolder.TryRename(found.At, path);
        if (!isMoved && !AtomicImageFile.IsIntact(path, info.Length, info.Sha256)) throw Kept(path, null);
        DurableFolder.Flush(target.Directory);
        return new(path, info) { IsAdopted = !isMoved };
    }

    /// <summary>An image of the same request that is in the destination already; null where it is not.</summary>
    public PhotaImage? Existing(PhotaImage image)
    {
        Image = image;
        string path = target.PathFor(image.Index, image.Format);
        if (!File.Exists(path)) return null;
        ledger.Refresh();
        if (ledger.OwnerOf(path) is not { } saved || saved.Fingerprint != owner.Fingerprint || saved.First != image.Variation) return null;
        ImageFileInfo info = new(saved.Format ?? image.Format, saved.Width, saved.Height, saved.Length ?? 0, saved.Sha256 ?? "");
        PhotaImage existing = image.Saved(new(path, info)) with { Origin = ImageOrigin.Fetched, Fingerprint = saved.Fingerprint };
        return ledger.Priced(existing, saved.Attempt);
    }

    private string NextPart() => $"{ledger.WriterName}-{Interlocked.Increment(ref s_parts)}.part";

    private static SavedImage Adopted(string path, LedgerFact saved) =>
        new(path, new(saved.Format ?? ImageFormat.Jpeg, saved.Width, saved.Height, saved.Length!.Value, saved.Sha256!)) { IsAdopted = true };

    private PhotaException? MakeRoom(string path)
    {
        try
        {
            ledger.MakeRoom(path, owner, target.Overwrite);
            return null;
        }
        catch (PhotaException e)
        {
            return e;
        }
    }

    private PhotaException Kept(string path, PhotaException? taken) => new(
        PhotaErrorKind.OutputFile, $"'{path}' was created by something else while the image was made. The image is kept in '{ledger.PartFolder}'.", taken)
    {
        Remedy = PhotaRemedy.MoveFileAway,
    };

    private LedgerFact Fact(int index, ImageFileInfo info, string path) => new()
    {
        State = LedgerFact.Saved,
        Fingerprint = owner.Fingerprint,
        First = index + 1,
        Attempt = CopyOf?.Saved.Attempt ?? owner.Attempt,
        Path = ledger.Relative(path),
        Format = info.Format,
        Width = info.Width,
        Height = info.Height,
        Length = info.Length,
        Sha256 = info.Sha256,
        Operation = owner.Operation,
        Source = CopyOf is null ? null : owner.Source,
        Cost = CopyOf?.Saved.Cost ?? Image?.EstimatedCost,
        KnownSubject = CopyOf?.Saved.KnownSubject ?? Image?.KnownSubject,
        RequestId = CopyOf?.Saved.RequestId ?? Image?.RequestId,
        JobId = CopyOf?.Saved.JobId ?? Image?.JobId ?? owner.JobId,
        ClientRequestId = CopyOf?.Saved.ClientRequestId ?? Image?.ClientRequestId,
    };
}
