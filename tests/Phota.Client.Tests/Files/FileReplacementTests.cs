namespace Phota.Tests.Files;

public sealed class FileReplacementTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_path_where_nothing_is_has_no_obstacle() => Assert.Null(FileReplacement.FindObstacle(_temp.File("missing/photo.jpg")));

    [Fact]
    public void A_closed_file_has_no_obstacle_and_stays_as_it_is()
    {
        string path = Photo();
        DateTime written = File.GetLastWriteTimeUtc(path);

        Assert.Null(FileReplacement.FindObstacle(path));

        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
        Assert.Equal(Pixels.Png(), File.ReadAllBytes(path));
    }

    [Fact]
    public void A_folder_is_an_obstacle() => Assert.Equal("is a folder", FileReplacement.FindObstacle(_temp.Path));

    [Fact]
    public void A_read_only_file_is_an_obstacle()
    {
        string path = Photo();
        File.SetAttributes(path, FileAttributes.ReadOnly);
        try
        {
            Assert.Equal("is read-only", FileReplacement.FindObstacle(path));
        }
        finally
        {
            File.SetAttributes(path, FileAttributes.Normal);
        }
    }

    // The file system has the last word: what it lets go aside is no obstacle.
    [WindowsTheory]
    [InlineData(FileShare.None)]
    [InlineData(FileShare.Read)]
    [InlineData(FileShare.ReadWrite)]
    [InlineData(FileShare.Read | FileShare.Delete)]
    public void A_file_that_is_open_elsewhere_is_an_obstacle_where_it_cannot_be_moved(FileShare share)
    {
        string path = Photo();
        using (new FileStream(path, FileMode.Open, FileAccess.Read, share))
        {
            Assert.Equal(share.HasFlag(FileShare.Delete) ? null : "is open in another program", FileReplacement.FindObstacle(path));
            Assert.Equal(share.HasFlag(FileShare.Delete), Record.Exception(() => File.Move(path, _temp.File("aside.jpg"))) is null);
        }
    }

    private string Photo()
    {
        string path = _temp.File("photo.jpg");
        File.WriteAllBytes(path, Pixels.Png());
        return path;
    }
}
