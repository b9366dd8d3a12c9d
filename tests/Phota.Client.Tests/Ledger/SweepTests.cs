using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Phota.Tests.Ledgers;

/// <summary>Part files are removed once no image can come of them, and never before.</summary>
public sealed class SweepTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_part_of_a_writer_that_is_at_work_stays()
    {
        using Ledger other = Open();
        other.RequireWritable();
        string part = Part(other.WriterName);
        using Ledger ledger = Open();
        ledger.Sweep();
        other.Sweep();
        Assert.True(File.Exists(part));

        // A machine may sleep for days in the middle of a download.
        _clock.Advance(TimeSpan.FromDays(3));
        ledger.Sweep();
        other.Sweep();
        Assert.True(File.Exists(part));
    }

    [Fact]
    public void A_part_that_another_program_has_open_on_Windows_is_passed_over()
    {
        string[] parts = [Part(Writer("ended", new() { Host = LedgerWriter.HostName(), Pid = int.MaxValue })), Part(Writer("ended-too", new() { Host = LedgerWriter.HostName(), Pid = int.MaxValue }))];
        using (new FileStream(parts[0], FileMode.Open, FileAccess.Read, FileShare.None)) Sweep();
        Assert.Equal((OperatingSystem.IsWindows(), false), (File.Exists(parts[0]), File.Exists(parts[1])));
    }

    [Fact]
    public void A_part_of_another_host_stays_for_a_day_whatever_process_has_that_id_here()
    {
        string part = Part(Writer("elsewhere", new() { Host = "elsewhere", Pid = int.MaxValue }));
        Sweep();
        Assert.True(File.Exists(part));
        _clock.Advance(TimeSpan.FromHours(25));
        Sweep();
        Assert.False(File.Exists(part));
    }

    [Fact]
    public void A_part_of_a_process_that_has_ended_is_removed()
    {
        string part = Part(Writer("ended", new() { Host = LedgerWriter.HostName(), Pid = int.MaxValue }));
        Sweep();
        Assert.False(File.Exists(part));
    }

    [Fact]
    public void A_process_that_has_the_same_id_and_began_later_is_another()
    {
        using Process self = Process.GetCurrentProcess();
        DateTimeOffset began = self.StartTime.ToUniversalTime();
        string earlier = Part(Writer("earlier", new() { Host = LedgerWriter.HostName(), Pid = self.Id, Started = began.AddMinutes(-1) }));
        string same = Part(Writer("same", new() { Host = LedgerWriter.HostName(), Pid = self.Id, Started = began.AddSeconds(1) }));
        Sweep();
        Assert.Equal((false, true), (File.Exists(earlier), File.Exists(same)));
    }

    [Fact]
    public void A_part_whose_writer_is_not_known_stays_for_a_day()
    {
        string[] parts = [Part("unknown"), Path.Combine(_folder.Path, ".phota", "parts", "nameless.part")];
        File.WriteAllText(parts[1], "");
        Sweep();
        Assert.All(parts, part => Assert.True(File.Exists(part)));
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("another file", true)]
    [InlineData("the image", false)]
    [InlineData("the image, saved by another process too", false)]
    public async Task A_part_that_is_recorded_stays_until_its_image_is_in_place(string inPlace, bool stays)
    {
        string writer = Writer("ended", new() { Host = LedgerWriter.HostName(), Pid = int.MaxValue });
        string part = Part(writer);
        using (Ledger ledger = Open())
        {
            await ledger.AddAsync(LedgerTests.Saved("b", "goose.jpg"));
            LedgerFact saved = LedgerTests.Saved("a", "fox.jpg") with
            {
                Part = Path.GetFileName(part),
                Length = Pixels.Png().Length,
                Sha256 = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Pixels.Png())).ToLowerInvariant(),
            };
            await ledger.AddAsync(saved);
            if (inPlace.EndsWith("too", StringComparison.Ordinal)) await ledger.AddAsync(saved with { Part = "other-1.part" });
        }

        if (inPlace != "nothing") File.WriteAllBytes(_folder.File("fox.jpg"), inPlace.StartsWith("the image", StringComparison.Ordinal) ? Pixels.Png() : [.. Pixels.Png().Reverse()]);
        _clock.Advance(TimeSpan.FromDays(2));
        Sweep();
        Assert.Equal(stays, File.Exists(part));
    }

    [Fact]
    public void A_file_that_proved_that_the_destination_can_be_written_is_removed_once_no_other_process_is_at_work()
    {
        string probe = _folder.File(".phota-probe-1.part"), listed = WriteFile("ledger", ".phota-probe-2.part");
        string deeper = Path.Combine(Directory.CreateDirectory(_folder.File("mine")).FullName, ".phota-probe-3.part");
        File.WriteAllText(probe, "");
        File.WriteAllText(deeper, "");
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".phota", "parts"));
        using (Ledger other = Open())
        {
            other.RequireWritable();
            Sweep();
            Assert.True(File.Exists(probe));
        }

        Sweep();
        Assert.Equal((false, false, true), (File.Exists(probe), File.Exists(listed), File.Exists(deeper)));
    }

    [Fact]
    public void Claims_to_tell_go_after_a_day_and_claims_to_send_never()
    {
        string told = WriteFile("told", "a-1-1"), claim = WriteFile("claims", "a-1-1");
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".phota", "parts"));
        Sweep();
        Assert.True(File.Exists(told));
        _clock.Advance(TimeSpan.FromHours(25));
        Sweep();
        Assert.Equal((false, true), (File.Exists(told), File.Exists(claim)));
    }

    private Ledger Open() => Ledger.Open(_folder.Path, _clock);

    private void Sweep()
    {
        using Ledger ledger = Open();
        ledger.Sweep();
    }

    private string Writer(string name, LedgerHeader header)
    {
        string json = JsonSerializer.Serialize(header with { PhotaLedger = 1 }, LedgerJson.Default.LedgerHeader);
        WriteFile("ledger", $"{name}.jsonl", json + "\n");
        return name;
    }

    private string Part(string writer)
    {
        string path = WriteFile("parts", $"{writer}-1.part");
        File.WriteAllBytes(path, Pixels.Png());
        return path;
    }

    private string WriteFile(string folder, string name, string text = "")
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, ".phota", folder)).FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
