using System.Net;
using System.Text;

namespace Phota.Tests.Fuzzing;

/// <summary>One of the places where answers of the service are read, with good answers to spoil.</summary>
internal sealed record Reader(string Name, IReadOnlyList<byte[]> Seeds, Func<Answer, Task> ReadAsync)
{
    private static readonly GenerateRequest s_request = new() { Prompt = "a lighthouse", Count = 2 };
    private static readonly string s_png = Convert.ToBase64String(Pixels.Png(300));
    private static readonly string s_jpeg = Convert.ToBase64String(Jpeg());

    private static readonly IReadOnlyList<byte[]> s_imageAnswers = Texts(
        $$$"""{"known_subjects":{"counts":{"a1b2":2}},"download_urls":[],"images":["{{{s_png}}}","{{{s_jpeg}}}"]}""",
        $$"""{"images":["{{s_png.Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002B", StringComparison.Ordinal)}}"]}""",
        """{"known_subjects":{"counts":{"a1b2":2,"c3":"1"}},"images":[],"download_urls":["https://cdn.example/a.jpg?sig=1","http://127.0.0.1:9/b.jpg"]}""",
        """{"known_subjects":null,"images":null,"download_urls":["https://cdn.example/a.jpg"]}""");

    private static readonly IReadOnlyList<byte[]> s_errors = Texts(
        """{"code":"CONTENT_MODERATION","detail":"No.","request_id":"r-1"}""",
        """{"error":{"type":"X","message":"no","request_id":"r2"}}""",
        """{"detail":[{"loc":["body","images",0],"msg":"field required","type":"missing"},{"loc":["body"],"msg":"too big"}]}""",
        """{"detail":{"code":"X","message":"deep"}}""",
        "<html><body>502 Bad Gateway</body></html>",
        "upstream connect error");

    private static readonly IReadOnlyList<byte[]> s_jobs = Texts(
        """{"job_id":"0b9f","status":"succeeded","poll_url":"/v1/phota/jobs/0b9f","result":{"known_subjects":{"counts":{"a":1}},"download_urls":["https://cdn.example/a.jpg"]},"error":null,"created_at":"2026-11-22T10:00:00Z","completed_at":1795000000}""",
        """{"job":{"id":"0b9f","state":"failed","error":{"code":"CONTENT_MODERATION","detail":"no"}}}""",
        """{"id":7,"download_urls":["https://cdn.example/a.jpg"],"updated_at":1795000000000}""",
        """{"job_id":"0b9f","status":"running"}""");

    private static readonly IReadOnlyList<byte[]> s_profiles = Texts(
        """{"profile_id":"a1b2","status":"READY","message":null,"tag":"anna","training_tier":"fast","created_at":"2026-11-22T10:00:00Z","extra":{"a":[1]}}""",
        """{"profiles":[{"profile_id":"a1","status":"ERROR","message":"too few"},{"id":"b2"}]}""",
        """["a1","b2"]""",
        """{"secret":"whsec_1","job":{"job_id":"0b9f"}}""");

    public static IReadOnlyList<Reader> All { get; } =
    [
        new("images", s_imageAnswers, ImagesAsync),
        new("errors", s_errors, ErrorAsync),
        new("jobs", s_jobs, JobAsync),
        new("profiles", s_profiles, ProfileAsync),
        new("secrets and callbacks", s_profiles, SecretAsync),
        new("downloads", [Pixels.Png(300), Jpeg()], DownloadAsync),
        new("names", Texts("https://cdn.example/a/dog.jpg?sig=1", "https://cdn.example/..%2f..%2fetc%2fpasswd", "urn:isbn:1", "C:\\CON.png", "/home/me/../dog.png"), NameAsync),
    ];

    public static Reader Find(string name) => All.Single(reader => reader.Name == name);

    public override string ToString() => Name;

    private static async Task ImagesAsync(Answer answer)
    {
        EditAnswerReader reader = new(answer.Target);
        using HttpResponseMessage response = answer.Response();
        EditAnswer read = await reader.ReadAsync(response, default);
        if (!answer.IsCompressed) Reference.Check(answer.Body, read);
        IReadOnlyList<PhotaImage> images = new ImageMaker(s_request, PriceTable.Published).FromAnswer(new(read) { RequestId = "r", Attempts = 1 });
        Assert.All(images, image => Assert.True(image.FullName is not null || Endpoint.IsAllowed(image.DownloadUri!)));
    }

    private static async Task ErrorAsync(Answer answer)
    {
        using HttpResponseMessage response = answer.Response((HttpStatusCode)answer.Random.Next(300, 600));
        PhotaException e = await ErrorReader.ReadAsync(response, default);
        Assert.InRange(e.Message.Length, 1, 1200);
        Assert.DoesNotContain(e.Message, char.IsControl);
        throw e;
    }

    private static async Task JobAsync(Answer answer)
    {
        using HttpResponseMessage response = answer.Response();
        PhotaJob job = JobBody.Read(await SmallBody.ReadAsync(response, default), "r");
        Assert.True(PathPart.IsOne(job.JobId));
        Assert.DoesNotContain(job.Error + job.ServiceStatus, char.IsControl);
        Assert.All(ImageMaker.FromJob(job, PriceTable.Published), image => Assert.True(Endpoint.IsAllowed(image.DownloadUri!)));
    }

    private static async Task ProfileAsync(Answer answer)
    {
        using HttpResponseMessage response = answer.Response();
        ReadOnlyMemory<byte> json = await SmallBody.ReadAsync(response, default);
        IEnumerable<PhotaProfile> profiles = answer.Random.Next(2) == 0 ? ProfileBody.ReadList(json, "r") : [ProfileBody.Read(json, "asked", "r")];
        Assert.All(profiles, profile => Assert.True(PathPart.IsOne(profile.ProfileId)));
    }

    private static async Task SecretAsync(Answer answer)
    {
        CallbackBody.JobId(answer.Body, isTrusted: answer.Random.Next(2) == 0);
        using HttpResponseMessage response = answer.Response();
        WebhookSecretBody.Read(await SmallBody.ReadAsync(response, default));
    }

    private static async Task DownloadAsync(Answer answer)
    {
        using HttpResponseMessage response = answer.Response();
        IImageStore store = answer.Target;
        using AtomicImageFile file = store.Create();
        try
        {
            using Stream body = await response.Content.ReadAsStreamAsync(default(CancellationToken));
            await file.FillAsync(body, default);
        }
        catch (Exception e) when (answer.IsCompressed && Transport.IsNetworkError(e))
        {
            // As the download itself takes it: the connection spoiled it.
            throw new PhotaException(PhotaErrorKind.Network, e.Message);
        }

        SavedImage saved = store.Save(file, 0);
        if (!answer.IsCompressed) Assert.Equal(answer.Body, ReadOpen(saved.Path));
        Assert.True(saved.Info.Width is null or > 0);
    }

    // Windows lets a file that is being written be read by those who allow that.
    private static byte[] ReadOpen(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using MemoryStream bytes = new();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static Task NameAsync(Answer answer)
    {
        string text = Encoding.UTF8.GetString(answer.Body);
        OutputFolder folder = new(answer.Target.Directory, null, overwrite: false);
        PhotaImage image = new() { Operation = "edit", Source = answer.Random.Next(4) == 0 ? null : text, Prompt = text, Variation = answer.Random.Next(1, 5) };
        string path = folder.TargetFor(image).PathFor(image.Index, ImageFormat.Png);
        NameRules.Check(path, answer.Target.Directory);
        return Task.CompletedTask;
    }

    private static byte[] Jpeg() =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xFF, 0xC0, 0, 11, 8, 0, 4, 0, 6, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x55, 0xFF, 0xD9,
    ];

    private static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
