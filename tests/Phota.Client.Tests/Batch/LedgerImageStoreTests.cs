using Phota.Tests.Ledgers;

namespace Phota.Tests.Batches;

/// <summary>An image is recorded before it gets its name, and a name that is taken by then neither loses it nor is replaced.</summary>
public sealed class LedgerImageStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ResultOwner _owner = new("fingerprint", "options", "/photos/fox.png", "enhance", 1, null);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_image_that_cannot_be_recorded_gets_no_name()
    {
        Ledger ledger = Open(TimeProvider.System);
        ledger.Dispose();
        PhotaException e = Assert.Throws<PhotaException>(() => Save(ledger));
        Assert.Equal((PhotaErrorKind.OutputFile, true), (e.Kind, e.IsFatal));
        Assert.False(File.Exists(_folder.File("fox.png")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_appears_in_the_last_moment_is_not_replaced_and_the_image_kept(bool overwrite)
    {
        // The clock is asked when the image is recorded, which is after its name was found free.
        Moment moment = new();
        using (Ledger ledger = Open(moment))
        {
            moment.Await(() => { File.WriteAllText(_folder.File("fox.png"), "mine"); });
            Assert.Equal(PhotaErrorKind.OutputFile, Assert.Throws<PhotaException>(() => Save(ledger, overwrite)).Kind);
        }

        Assert.Equal("mine", File.ReadAllText(_folder.File("fox.png")));
        string part = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "parts")));
        Assert.Equal(Pixels.Png(), File.ReadAllBytes(part));

        using Ledger later = Open(TimeProvider.System);
        later.Sweep();
        LedgerFact saved = Assert.Single(later.Read("fingerprint", entry => entry.Saved));
        LedgerImageStore store = new(later, _owner, new OutputTarget(_folder.Path, "fox.png", overwrite));
        Assert.Throws<PhotaException>(() => store.Finish(new(saved, part, IsPart: true)));
        Assert.Equal("mine", File.ReadAllText(_folder.File("fox.png")));
        File.Delete(_folder.File("fox.png"));
        Assert.Equal(_folder.File("fox.png"), store.Finish(new(saved, part, IsPart: true)).Path);
        Assert.Equal(Pixels.Png(), File.ReadAllBytes(_folder.File("fox.png")));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "parts")));
    }

    [Fact]
    public void The_same_image_is_adopted_although_the_ledger_does_not_show_yet_whose_it_is()
    {
        using Ledger ledger = Open(TimeProvider.System);
        File.WriteAllBytes(_folder.File("fox.png"), Pixels.Png());
        Assert.True(Save(ledger).IsAdopted);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "parts")));
    }

    [Fact]
    public void A_folder_that_appears_in_the_last_moment_is_no_image()
    {
        Moment moment = new();
        using Ledger ledger = Open(moment);
        moment.Await(() => { _ = Directory.CreateDirectory(_folder.File("fox.png")); });
        Assert.Equal(PhotaErrorKind.OutputFile, Assert.Throws<PhotaException>(() => Save(ledger)).Kind);
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "parts")));
    }

    [Fact]
    public void An_image_that_another_process_has_found_recorded_and_named_is_adopted()
    {
        Moment moment = new();
        using Ledger ledger = Open(moment);
        moment.Await(() => { File.Move(Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "parts"))), _folder.File("twin.png")); });
        Assert.Equal(_folder.File("fox.png"), Save(ledger).Path);
    }

    [Fact]
    public void An_image_that_another_process_has_given_its_name_is_adopted()
    {
        Moment moment = new();
        using Ledger ledger = Open(moment);
        moment.Await(() => { File.WriteAllBytes(_folder.File("fox.png"), Pixels.Png()); });
        Assert.Equal(_folder.File("fox.png"), Save(ledger).Path);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "parts")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_image_that_another_process_has_saved_with_other_metadata_is_adopted(bool isLast)
    {
        Moment moment = new();
        using Ledger ledger = Open(moment);
        // In the last moment, this process has recorded its own file by then.
        if (isLast) moment.Await(SaveOther);
        else SaveOther();

        SavedImage saved = Save(ledger);
        Assert.Equal((_folder.File("fox.png"), Pixels.Png(500).Length), (saved.Path, saved.Info.Length));
        Assert.Equal(Pixels.Png(500), File.ReadAllBytes(saved.Path));
        Assert.Equal(saved.Info.Sha256, ledger.OwnerOf(saved.Path)!.Sha256);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "parts")));
        using Ledger later = Open(TimeProvider.System);
        Assert.Equal(saved.Info.Sha256, later.OwnerOf(saved.Path)!.Sha256);

        void SaveOther()
        {
            using Ledger other = Open(TimeProvider.System);
            Save(other, _owner, Pixels.Png(500));
        }
    }

    [Fact]
    public async Task A_part_whose_image_another_process_has_saved_with_other_metadata_is_swept()
    {
        using Ledger ledger = Open(TimeProvider.System);
        string part = Path.Combine(_folder.Path, ".phota", "parts", "ended-1.part");
        File.WriteAllBytes(part, Pixels.Png());
        LedgerFact recorded = LedgerTests.Saved("fingerprint", "fox.png") with
        {
            Part = "ended-1.part",
            Length = Pixels.Png().Length,
            Sha256 = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Pixels.Png())),
        };
        await ledger.AddAsync(recorded);
        Sweep();
        Assert.True(File.Exists(part));
        Save(ledger, _owner, Pixels.Png(500));
        Sweep();
        Assert.False(File.Exists(part));

        void Sweep()
        {
            using Ledger next = Open(TimeProvider.System);
            next.Sweep();
        }
    }

    [Fact]
    public void The_sidecar_of_a_result_that_is_replaced_goes_aside_with_it()
    {
        using Ledger ledger = Open(TimeProvider.System);
        Save(ledger, _owner with { Fingerprint = "before the edit" }, Pixels.Png(500), MetadataMode.Sidecar);
        byte[] before = File.ReadAllBytes(_folder.File("fox.png.xmp"));
        Assert.Null(Save(ledger, _owner, Pixels.Png(), MetadataMode.Copy).Warning);
        Assert.False(File.Exists(_folder.File("fox.png.xmp")));
        Assert.Equal(before, File.ReadAllBytes(Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "replaced"), "*.xmp"))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sidecar_that_the_user_has_changed_is_left_alone(bool overwrite)
    {
        using Ledger ledger = Open(TimeProvider.System);
        Save(ledger, _owner with { Fingerprint = "before the edit" }, Pixels.Png(500), MetadataMode.Sidecar);
        File.WriteAllText(_folder.File("fox.png.xmp"), "mine");
        Assert.Contains("is left as it is", Save(ledger, _owner, Pixels.Png(), MetadataMode.Sidecar, overwrite).Warning, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.File("fox.png.xmp")));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "parts")));
    }

    [Fact]
    public void A_result_that_is_fetched_again_has_its_own_sidecar_again()
    {
        using Ledger ledger = Open(TimeProvider.System);
        Save(ledger, _owner, Pixels.Png(), MetadataMode.Sidecar);
        File.Delete(_folder.File("fox.png"));
        Assert.Null(Save(ledger, _owner with { Operation = "edit" }, Pixels.Png(500), MetadataMode.Sidecar).Warning);
        Assert.True(SidecarFile.IsUnchanged(_folder.File("fox.png"), ledger.OwnerOf(_folder.File("fox.png"))!.Sidecar));
        Assert.True(ledger.IsSidecar(_folder.File("fox.png.xmp")));
        Assert.False(ledger.IsSidecar(_folder.File("goose.png.xmp")));
    }

    [Fact]
    public void The_sidecar_of_a_rejected_result_goes_with_it()
    {
        using Ledger ledger = Open(TimeProvider.System);
        Save(ledger, _owner, Pixels.Png(), MetadataMode.Sidecar);
        ledger.Reject(ledger.OwnerOf(_folder.File("fox.png"))!);
        Assert.False(File.Exists(_folder.File("fox.png.xmp")));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "rejected"), "*.xmp"));
    }

    [Fact]
    public void An_image_of_an_edited_photo_that_another_process_has_replaced_is_adopted()
    {
        ResultOwner before = _owner with { Fingerprint = "before the edit" };
        using (Ledger earlier = Open(TimeProvider.System)) Save(earlier, before, Pixels.Png(500));
        using Ledger ledger = Open(TimeProvider.System);
        using (Ledger other = Open(TimeProvider.System)) Save(other, _owner, Pixels.Png());
        Assert.Equal(_folder.File("fox.png"), Save(ledger).Path);
        Assert.Equal(Pixels.Png(), File.ReadAllBytes(_folder.File("fox.png")));
        Assert.Equal(Pixels.Png(500), File.ReadAllBytes(Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "replaced")))));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "parts")));
    }

    [Fact]
    public void An_image_that_was_put_aside_before_is_put_aside_again()
    {
        ResultOwner before = _owner with { Fingerprint = "before the edit" };
        using (Ledger ledger = Open(TimeProvider.System))
        {
            for (int i = 0; i < 2; i++)
            {
                Save(ledger, before, Pixels.Png(500));
                Save(ledger, _owner, Pixels.Png());
            }
        }

        Assert.Equal(Pixels.Png(), File.ReadAllBytes(_folder.File("fox.png")));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "replaced")).Length);
    }

    private Ledger Open(TimeProvider clock)
    {
        Ledger ledger = Ledger.Open(_folder.Path, clock);
        ledger.RequireWritable();
        return ledger;
    }

    private SavedImage Save(Ledger ledger, bool overwrite = false)
    {
        LedgerImageStore store = new(ledger, _owner, new OutputTarget(_folder.Path, "fox.png", overwrite));
        using AtomicImageFile file = store.Create();
        file.Write(Pixels.Png());
        return store.Save(file, 0);
    }

    private SavedImage Save(Ledger ledger, ResultOwner owner, byte[] image, MetadataMode mode = MetadataMode.None, bool overwrite = false)
    {
        ledger.AddAsync(LedgerTests.Sent(owner.Fingerprint) with { Options = owner.Options, Source = owner.Source }).GetAwaiter().GetResult();
        LedgerImageStore store = new(ledger, owner, new OutputTarget(_folder.Path, "fox.png", overwrite)) { Metadata = new(mode, owner.Operation, null) };
        using AtomicImageFile file = store.Create();
        file.Write(image);
        return store.Save(file, 0);
    }
}
