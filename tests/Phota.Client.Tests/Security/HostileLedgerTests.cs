#if !NETFRAMEWORK
using System.Diagnostics;
using System.Runtime.Versioning;
using Phota.Tests.Live;
#endif
using System.Text;

namespace Phota.Tests.Security;

/// <summary>A shared destination, into which others may put files.</summary>
public sealed class HostileLedgerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"path\":\"../private.jpg\"")]
    [InlineData("\"path\":\"a/../../private.jpg\"")]
    [InlineData("\"path\":\"/etc/passwd\"")]
    [InlineData("\"path\":\"//host/share/a.jpg\"")]
    [InlineData("\"path\":\"\"")]
    [InlineData("\"path\":\"a\\u0000.jpg\"")]
    [InlineData("\"length\":-1")]
    [InlineData("\"length\":null")]
    [InlineData("\"sha256\":null")]
    [InlineData("\"sha256\":\"../../../../tmp\"")]
    [InlineData("\"part\":\"../../private.jpg\"")]
    [InlineData("\"fingerprint\":\"../../x\"")]
    [InlineData("\"sidecar\":\"../../../../tmp\"")]
    [InlineData("\"width\":-5")]
    [InlineData("\"height\":-5")]
    [InlineData("\"cost\":-100")]
    [InlineData("\"cost\":2000000000")]
    [InlineData("\"first\":2000000000")]
    [InlineData("\"first\":0")]
    [InlineData("\"count\":2000000000")]
    [InlineData("\"count\":0")]
    [InlineData("\"attempt\":2000000000")]
    [InlineData("\"attempt\":-1")]
    [InlineData("\"part\":\"..\"")]
    [InlineData("\"part\":\"a\\u0000\"")]
    [InlineData("\"path\":null")]
    [InlineData("\"path\":\"a//b.jpg\"")]
    [InlineData("\"path\":\"./b.jpg\"")]
    public void A_line_with_a_value_that_no_writer_writes_is_passed_over(string value)
    {
        string zeros = new('0', 64);
        string good = $$"""{"state":"saved","fingerprint":"a","first":1,"count":1,"attempt":1,"path":"dog.jpg","length":1,"sha256":"{{zeros}}"}""";
        Write(good);
        using (Ledger ledger = Ledger.Open(_folder.Path)) Assert.Single(ledger.Images());

        // Of two values of one name, the last counts.
        Write(good.TrimEnd('}') + $",{value}}}");
        using (Ledger ledger = Ledger.Open(_folder.Path)) Assert.Empty(ledger.Images());
    }

    private void Write(string line)
    {
        Directory.CreateDirectory(_folder.File(".phota/ledger"));
        File.WriteAllText(_folder.File(".phota/ledger/one.jsonl"), $"{{\"phota_ledger\":1}}\n{line}\n", new UTF8Encoding(false));
    }

#if !NETFRAMEWORK
    [LinuxFact]
    public void A_linked_ledger_is_refused_and_what_it_leads_to_left_alone()
    {
        foreach (string name in new[] { ".phota", ".phota/ledger", ".phota/parts", ".phota/claims", ".phota/told", ".phota/replaced", ".phota/rejected" })
        {
            using TempFolder destination = new(), elsewhere = new();
            File.WriteAllText(elsewhere.File("host-1-abc-1.part"), "not ours");
            File.SetLastWriteTimeUtc(elsewhere.File("host-1-abc-1.part"), DateTime.UtcNow.AddDays(-30));
            Directory.CreateDirectory(Path.GetDirectoryName(destination.File(name))!);
            using (Process link = Process.Start("/bin/ln", $"-s {elsewhere.Path} {destination.File(name)}")!) link.WaitForExit();

            PhotaException error = Assert.Throws<PhotaException>(() => Ledger.Open(destination.Path));

            Assert.Equal((PhotaErrorKind.OutputFile, true), (error.Kind, error.IsFatal));
            Assert.Contains("is a link", error.Message, StringComparison.Ordinal);
            Assert.Equal(["host-1-abc-1.part"], elsewhere.Names());
        }
    }

    [LinuxFact]
    public void A_linked_ledger_file_is_passed_over()
    {
        Write($$"""{"state":"saved","fingerprint":"a","first":1,"count":1,"attempt":1,"path":"dog.jpg","length":1,"sha256":"{{new string('0', 64)}}"}""");
        using (Ledger read = Ledger.Open(_folder.Path)) Assert.Single(read.Images());
        string folder = _folder.File(".phota/ledger");
        File.Move(Path.Combine(folder, "one.jsonl"), _folder.File("elsewhere.jsonl"));
        using (Process link = Process.Start("/bin/ln", $"-s {_folder.File("elsewhere.jsonl")} {folder}/one.jsonl")!) link.WaitForExit();
        using Ledger ledger = Ledger.Open(_folder.Path);
        Assert.Empty(ledger.Images());
    }

    [LinuxFact]
    public async Task Pipes_where_ledger_files_and_results_should_be_do_not_hang()
    {
        Write($$"""{"state":"saved","fingerprint":"a","first":1,"count":1,"attempt":1,"path":"dog.jpg","length":0,"sha256":"{{new string('0', 64)}}","part":"one-1.part","sidecar":"{{new string('0', 64)}}"}""");
        foreach (string name in new[] { ".phota/ledger/two.jsonl", ".phota/parts/two-1.part", "dog.jpg", "dog.jpg.xmp" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
            using Process pipe = Process.Start("/usr/bin/mkfifo", _folder.File(name))!;
            pipe.WaitForExit();
        }

        Task read = Task.Run(() =>
        {
            using Ledger ledger = Ledger.Open(_folder.Path);
            ledger.Sweep();
            LedgerFact saved = ledger.OwnerOf(_folder.File("dog.jpg"))!;
            Assert.Null(ledger.Adopt(saved));
            Assert.False(SidecarFile.IsUnchanged(_folder.File("dog.jpg"), saved.Sidecar));
        });
        Assert.Same(read, await Task.WhenAny(read, Task.Delay(TimeSpan.FromSeconds(20))));
        await read;
    }

    [LinuxFact]
    [UnsupportedOSPlatform("windows")]
    public void The_ledger_is_readable_by_the_user_alone_and_its_destination_as_usual()
    {
        using TempFolder other = new();
        string destination = other.File("new/out"), usual = Directory.CreateDirectory(other.File("usual")).FullName;
        using (Ledger ledger = Ledger.Open(destination)) ledger.RequireWritable();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(destination, ".phota")));
        Assert.Equal(File.GetUnixFileMode(usual), File.GetUnixFileMode(destination));
    }
#endif
}
