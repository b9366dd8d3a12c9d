#if !NETFRAMEWORK
using System.Diagnostics;
using Phota.Tests.Live;
#endif

namespace Phota.Tests.Security;

public sealed class RegularFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_read_from_its_beginning_also_when_it_is_empty()
    {
        File.WriteAllText(_folder.File("full"), "abc");
        File.WriteAllText(_folder.File("empty"), "");
        using FileStream full = RegularFile.OpenRead(_folder.File("full")), empty = RegularFile.OpenRead(_folder.File("empty"));
        Assert.Equal(('a', -1), ((char)full.ReadByte(), empty.ReadByte()));
    }

#if !NETFRAMEWORK
    [LinuxFact]
    public async Task A_pipe_among_the_photos_does_not_hang()
    {
        string pipe = _folder.File("dog.jpg");
        Run("/usr/bin/mkfifo", pipe);
        Task<PhotaException> refused = Task.Run(() => Assert.Throws<PhotaException>(() => ImageInput.FromFile(pipe)));
        Assert.Same(refused, await Task.WhenAny(refused, Task.Delay(TimeSpan.FromSeconds(20))));
        Assert.Equal(PhotaErrorKind.InputFile, (await refused).Kind);
        Assert.Contains("a device or a pipe", (await refused).Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_photo_that_has_become_a_pipe_costs_its_metadata_alone()
    {
        string photo = _folder.File("dog.jpg");
        Run("/usr/bin/mkfifo", photo);
        Task<string?> saved = Task.Run(() => Metadata.Result.Save(photo, Metadata.Samples.Jpeg(), _folder.File("result.jpg"), "enhance"));
        Assert.Same(saved, await Task.WhenAny(saved, Task.Delay(TimeSpan.FromSeconds(20))));
        Assert.Contains("a device or a pipe", await saved, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("result.jpg")));
    }

    [LinuxFact]
    public async Task Profile_names_in_a_pipe_are_an_error()
    {
        string names = _folder.File("profiles.json");
        Run("/usr/bin/mkfifo", names);
        Task<PhotaException> refused = Task.Run(() => Assert.Throws<PhotaException>(() => new ProfileNameFile(names).Read()));
        Assert.Same(refused, await Task.WhenAny(refused, Task.Delay(TimeSpan.FromSeconds(20))));
        Assert.Contains("a device or a pipe", (await refused).Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_link_to_a_device_is_neither_read_nor_hashed()
    {
        string link = _folder.File("dog.jpg");
        Run("/bin/ln", "-s", "/dev/zero", link);
        PhotaException refused = Assert.Throws<PhotaException>(() => ImageInput.FromFile(link));
        Assert.Equal(PhotaErrorKind.InputFile, refused.Kind);
        Assert.Contains("a device or a pipe", refused.Message, StringComparison.Ordinal);
        Task<bool> hashed = Task.Run(() => AtomicImageFile.IsIntact(link, 0, new string('0', 64)));
        Assert.Same(hashed, await Task.WhenAny(hashed, Task.Delay(TimeSpan.FromSeconds(20))));
        Assert.False(await hashed);
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, string.Join(" ", arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
#endif
}
