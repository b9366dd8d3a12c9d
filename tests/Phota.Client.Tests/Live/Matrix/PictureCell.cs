namespace Phota.Tests.Live.Matrix;

/// <summary>A fault on one way to pictures.</summary>
internal sealed class PictureCell(FaultRow row, Way way, TestSandbox sandbox) : Cell(row, sandbox)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);

    private string _left = "";

    protected override string Count(int posts, int gets) => $"{posts} POST, {(Row.AsksOnAndOn && gets > 0 ? "n" : gets)} GET";

    protected override async Task<string> ResultAsync(PhotaClient client)
    {
        try
        {
            IReadOnlyList<PhotaImage> images = way.IsAsync ? await SubmittedAsync(client) : await client.MakeAsync(way.Request(Sandbox), Sandbox.Target());
            Assert.All(images, image => Assert.Equal(image.Length, new FileInfo(image.Path!).Length));
            Assert.Equal(images.Count, Sandbox.Results().Length);
            return images.Count == 1 ? "1 picture" : $"{images.Count} pictures";
        }
        catch (PhotaException e)
        {
            AssertNoKey(e);
            if (!way.IsAsync) Assert.Equal(e.PaidImages.Count(image => image.Path is not null), Sandbox.Results().Length);
            Assert.DoesNotContain(Sandbox.Results(), name => name.EndsWith(".part", StringComparison.Ordinal));
            if (e.PaidImages.Count > 0) _left = $", {e.PaidImages.Count} kept";
            return $"{e.Kind}{_left}";
        }
    }

    private async Task<IReadOnlyList<PhotaImage>> SubmittedAsync(PhotaClient client)
    {
        PhotaJob job = await client.SubmitAsync(way.Request(Sandbox));
        _left = ", job kept";
        job = await client.WaitForJobAsync(job, s_interval, Row.Allowed);
        IReadOnlyList<PhotaImage> images = client.Receive(job);
        return await Task.WhenAll(images.Select(image => new ImageDownloader().SaveAsync(image, Sandbox.Target(), Row.Allowed)));
    }
}
