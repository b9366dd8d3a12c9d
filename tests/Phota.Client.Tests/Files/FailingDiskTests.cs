using Phota.Tests.Ledgers;
using Phota.Tests.Live;

namespace Phota.Tests.Files;

/// <summary>What a disk does not take is never said to be on it.</summary>
public sealed class FailingDiskTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public void An_image_that_cannot_be_flushed_is_an_error()
    {
        using AtomicImageFile file = new(_folder.Path, "image.part");
        file.Write(Pixels.Png());
        FailingDisk.WhileNothingIsFlushed(() => AssertFatal(Assert.Throws<PhotaException>(() => file.Complete(0))));
        Assert.Equal(Pixels.Png().Length, file.Complete(0).Length);
    }

    [LinuxFact]
    public void An_image_that_there_is_no_room_for_is_an_error()
    {
        using AtomicImageFile file = new(_folder.Path, "image.part");
        FailingDisk.WhileFull(() => AssertFatal(Assert.Throws<PhotaException>(() => file.Write(Pixels.Png()))));
        Assert.Equal(0, file.Length);
    }

    [LinuxFact]
    public void A_name_that_cannot_be_flushed_is_an_error_and_the_image_stays()
    {
        string path = _folder.File("image.png");
        using (AtomicImageFile file = new(_folder.Path, "image.part"))
        {
            file.Write(Pixels.Png());
            file.Complete(0);
            FailingDisk.WhileNothingIsFlushed(() => Assert.Equal(PhotaErrorKind.OutputFile, Assert.Throws<PhotaException>(() => file.TryMoveTo(path)).Kind));
        }

        Assert.Equal(Pixels.Png(), File.ReadAllBytes(path));
    }

    [LinuxFact]
    public void An_image_whose_folder_was_removed_while_it_was_written_is_an_error()
    {
        string destination = _folder.File("out");
        string parts = Directory.CreateDirectory(Path.Combine(destination, "parts")).FullName;
        using AtomicImageFile file = new(parts, "image.part");
        file.Write(Pixels.Png());
        file.Complete(0);
        Directory.Delete(destination, recursive: true);
        AssertFatal(Assert.Throws<PhotaException>(() => file.TryMoveTo(Path.Combine(destination, "image.png"))));
    }

    [LinuxFact]
    public void A_folder_that_cannot_be_flushed_is_an_error() =>
        FailingDisk.WhileNothingIsFlushed(() => Assert.Throws<IOException>(() => DurableFolder.Flush(_folder.Path)));

    [Fact]
    public void A_folder_that_is_not_there_needs_no_flush() => DurableFolder.Flush(_folder.File("missing"));

    [LinuxFact]
    public void Without_links_a_name_is_given_once_too()
    {
        string[] parts = [_folder.File("1.part"), _folder.File("2.part")];
        foreach (string part in parts) File.WriteAllText(part, part);
        string name = _folder.File("fox.jpg");
        FailingDisk.WhileNothingIsLinked(() =>
        {
            Assert.True(DurableFolder.TryRename(parts[0], name));
            Assert.False(DurableFolder.TryRename(parts[1], name));
            Assert.False(DurableFolder.TryRename(parts[0], _folder.File("goose.jpg")));
            Assert.Throws<DirectoryNotFoundException>(() => DurableFolder.TryRename(parts[1], _folder.File("missing/fox.jpg")));
        });
        Assert.Equal(parts[0], File.ReadAllText(name));
        Assert.Equal(["2.part", "fox.jpg"], _folder.Names());
    }

    [LinuxFact]
    public async Task A_fact_that_cannot_be_flushed_does_not_count_and_the_next_begins_another_file()
    {
        using Ledger ledger = Ledger.Open(_folder.Path);
        await ledger.AddAsync(LedgerTests.Sent("first"));
        FailingDisk.WhileNothingIsFlushed(() => AssertFatal(Assert.ThrowsAsync<PhotaException>(() => ledger.AddAsync(LedgerTests.Sent("lost"))).Result));
        Assert.Null(Status(ledger, "lost"));
        await ledger.AddAsync(LedgerTests.Sent("next"));

        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder.Path, ".phota", "ledger")).Length);
        using Ledger read = Ledger.Open(_folder.Path);
        Assert.Equal((RequestStatus.Sent, RequestStatus.Sent), (Status(read, "first"), Status(read, "next")));
    }

    [LinuxFact]
    public Task A_fact_after_one_that_there_was_no_room_for_is_read() => AddToFullDiskAsync(known: 1);

    [LinuxFact]
    public Task A_fact_after_a_file_that_there_was_no_room_for_is_read() => AddToFullDiskAsync(known: 0);

    [LinuxFact]
    public void A_ledger_that_cannot_be_flushed_is_an_error_before_anything_is_sent()
    {
        using Ledger ledger = Ledger.Open(_folder.Path);
        FailingDisk.WhileNothingIsFlushed(() => AssertFatal(Assert.Throws<PhotaException>(ledger.RequireWritable)));
        ledger.RequireWritable();
    }

    private async Task AddToFullDiskAsync(int known)
    {
        using Ledger ledger = Ledger.Open(_folder.Path);
        for (int i = 0; i < known; i++) await ledger.AddAsync(LedgerTests.Sent("before"));
        FailingDisk.WhileFull(() => AssertFatal(Assert.ThrowsAsync<PhotaException>(() => ledger.AddAsync(LedgerTests.Sent("lost"))).Result));
        await ledger.AddAsync(LedgerTests.Sent("next"));

        using Ledger read = Ledger.Open(_folder.Path);
        Assert.Null(Status(read, "lost"));
        Assert.Equal(RequestStatus.Sent, Status(read, "next"));
    }

    private static void AssertFatal(PhotaException e) => Assert.Equal((PhotaErrorKind.OutputFile, true), (e.Kind, e.IsFatal));

    private static RequestStatus? Status(Ledger ledger, string fingerprint) => ledger.Read(fingerprint, entry => entry.Current(1)?.Status);
}
