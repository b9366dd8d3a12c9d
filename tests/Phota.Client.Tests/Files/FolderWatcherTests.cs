using Microsoft.Extensions.Time.Testing;

namespace Phota.Tests.Files;

public sealed class FolderWatcherTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly FolderWatcher _watcher;

    public FolderWatcherTests()
    {
        Directory.CreateDirectory(_folder.File("inbox/out"));
        _watcher = new FolderWatcher(_folder.File("inbox"), _folder.File("inbox/out"), _clock);
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_photo_comes_once_when_it_is_unchanged_between_two_looks_and_again_when_it_has_changed()
    {
        string photo = Write("inbox/a.jpg");
        Assert.Equal([photo], await NextAsync());
        Assert.Equal([Write("inbox/below/b.png")], await NextAsync());

        File.SetLastWriteTimeUtc(photo, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal([photo], await NextAsync());
    }

    [Fact]
    public async Task A_photo_that_grows_is_waited_for_and_so_is_one_whose_data_breaks_off()
    {
        byte[] whole = Pixels.Png();
        string photo = Write("inbox/a.jpg", whole[..^9]);
        Task<IReadOnlyList<string>> next = _watcher.NextAsync(CancellationToken.None);
        for (int i = 0; i < 10; i++) await StepAsync();
        Assert.False(next.IsCompleted);
        Assert.True(_watcher.IsUnsettled);

        File.WriteAllBytes(photo, whole);
        Assert.Equal([photo], await EndAsync(next));
    }

    [Fact]
    public async Task A_photo_that_stays_broken_is_handed_over_to_be_reported()
    {
        string photo = Write("inbox/a.jpg", Pixels.Png()[..^9]);
        Assert.Equal([photo], await NextAsync());
        Assert.InRange(_clock.GetUtcNow() - _clock.Start, FolderWatcher.BrokenAfter, FolderWatcher.BrokenAfter + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_photo_that_is_renamed_into_the_folder_comes_and_the_destination_hidden_files_and_others_do_not()
    {
        Write("inbox/out/result.jpg");
        Write("inbox/.a.jpg.x7Tz");
        Write("inbox/.hidden.jpg");
        Write("inbox/.phota/kept.jpg");
        Write("inbox/notes.txt");
        string outside = Write("a.jpg");
        Task<IReadOnlyList<string>> next = _watcher.NextAsync(CancellationToken.None);
        for (int i = 0; i < 10; i++) await StepAsync();
        Assert.False(next.IsCompleted);
        Assert.False(_watcher.IsUnsettled);

        string inside = _folder.File("inbox/a.jpg");
        File.Move(outside, inside);
        Assert.Equal([inside], await EndAsync(next));
        Assert.Equal([inside], _watcher.Present());
    }

    [Fact]
    public async Task A_wait_ends_at_once_when_it_is_cancelled()
    {
        using CancellationTokenSource stop = new();
        Task<IReadOnlyList<string>> next = _watcher.NextAsync(stop.Token);
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private string Write(string name, byte[]? bytes = null)
    {
        string path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes ?? Pixels.Png());
        return path;
    }

    private Task<IReadOnlyList<string>> NextAsync() => EndAsync(_watcher.NextAsync(CancellationToken.None));

    private async Task<IReadOnlyList<string>> EndAsync(Task<IReadOnlyList<string>> next)
    {
        for (int i = 0; i < 500 && !next.IsCompleted; i++) await StepAsync();
        return await next.WaitAsync(TimeSpan.FromSeconds(20));
    }

    // The wait that follows a look is begun on another thread.
    private async Task StepAsync()
    {
        await Task.Delay(10);
        _clock.Advance(TimeSpan.FromSeconds(1));
    }
}
