using System.Security.Cryptography;

namespace Phota.Tests.Publishing;

public sealed class PhotoPublisherTests : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_photo_is_put_under_its_hash_and_never_twice(bool isAzure)
    {
        using BlobServer server = new(isAzure);
        ImageInput photo = Photo("dog.jpg");
        string hash = Hash(photo.Source);

        PublishedPhoto first = await new PhotoPublisher().PublishAsync(photo, server.Container, s_timeout);
        PublishedPhoto second = await new PhotoPublisher().PublishAsync(Photo("dog.jpg", "copy.jpg"), server.Container, s_timeout);

        Assert.True(first.IsNew);
        Assert.False(second.IsNew);
        Assert.Equal(first.Uri, second.Uri);
        Assert.Equal($"{hash}.jpg", first.Name);
        Assert.Equal(server.Container.Query, first.Uri.Query);
        Assert.Equal(System.IO.File.ReadAllBytes(photo.Source), server.Blobs[$"/photos/{hash}.jpg"]);
        Assert.Equal("image/jpeg", Assert.Single(server.ContentTypes));
        Assert.Equal(1, server.Count("PUT"));
        Assert.Equal(new FileInfo(photo.Source).Length, first.Length);
    }

    [Fact]
    public async Task What_an_upload_left_half_is_uploaded_again()
    {
        using BlobServer server = new(isAzure: false);
        ImageInput photo = Photo("dog.jpg");
        server.Blobs[$"/photos/{PhotoPublisher.NameOf(photo)}"] = [1, 2, 3];

        Assert.True((await new PhotoPublisher().PublishAsync(photo, server.Container, s_timeout)).IsNew);
        Assert.Equal(System.IO.File.ReadAllBytes(photo.Source), Assert.Single(server.Blobs).Value);
    }

    [Fact]
    public async Task An_upload_that_fails_for_a_moment_is_repeated_whole()
    {
        using BlobServer server = new();
        server.Faults.Enqueue(503);
        server.Faults.Enqueue(500);
        ImageInput photo = Photo("dog.jpg");

        await new PhotoPublisher().PublishAsync(photo, server.Container, s_timeout);

        Assert.Equal(System.IO.File.ReadAllBytes(photo.Source), Assert.Single(server.Blobs).Value);
        Assert.Equal(3, server.Count("PUT"));
    }

    [Theory]
    [InlineData("cwd", "cannot be read", 0)]
    [InlineData("rd", "cannot be written", 1)]
    public async Task A_signature_that_allows_too_little_is_an_error_without_it(string permissions, string what, int puts)
    {
        using BlobServer server = new();
        List<FinishedRequest> log = [];
        PhotoPublisher publisher = new(null, log.Add);

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => publisher.PublishAsync(Photo("dog.jpg"), server.WithPermissions(permissions), s_timeout));

        Assert.Contains(what, e.Message, StringComparison.Ordinal);
        Assert.Contains("HTTP 403, AuthorizationPermissionMismatch", e.Message, StringComparison.Ordinal);
        Assert.Equal(PhotaRemedy.CheckContainer, e.Remedy);
        Assert.DoesNotContain("sig", $"{e}{string.Join("", log)}", StringComparison.Ordinal);
        Assert.Equal(puts, server.Count("PUT"));
        Assert.NotEmpty(log);
    }

    [Fact]
    public async Task A_published_photo_is_removed_and_one_that_is_gone_is_no_error()
    {
        using BlobServer server = new();
        PublishedPhoto photo = await new PhotoPublisher().PublishAsync(Photo("dog.jpg"), server.Container, s_timeout);

        Assert.True(await new PhotoPublisher().RemoveAsync(photo.Uri, s_timeout));
        Assert.Empty(server.Blobs);
        Assert.False(await new PhotoPublisher().RemoveAsync(photo.Uri, s_timeout));
    }

    [Fact]
    public async Task Nothing_is_removed_that_was_not_published()
    {
        using BlobServer server = new();
        server.Blobs["/photos/holiday.jpg"] = [1];

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(
            () => new PhotoPublisher().RemoveAsync(new Uri(server.Container.AbsoluteUri.Replace("/photos?", "/photos/holiday.jpg?")), s_timeout));

        Assert.DoesNotContain("sig", e.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, server.Count("DELETE"));
    }

    [Fact]
    public void A_published_photo_shows_no_signature()
    {
        PublishedPhoto photo = new("dog.jpg", new Uri("https://account.blob.core.windows.net/photos/1.jpg?sp=r&sig=secret"));

        Assert.Equal("https://account.blob.core.windows.net/photos/1.jpg", $"{photo}");
    }

    [Theory]
    [InlineData("http://photos.example.org/c")]
    [InlineData("ftp://photos.example.org/c")]
    [InlineData("https://user:secret@photos.example.org/c")]
    public void A_container_must_be_safe_to_send_to(string container)
    {
        PhotaException e = Assert.Throws<PhotaException>(() => PhotoPublisher.RequireContainer(new Uri(container)));

        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://photos.example.org/c", true)]
    [InlineData("https://203.0.113.5/c", true)]
    [InlineData("https://172.32.0.1/c", true)]
    [InlineData("http://localhost:8080/c", false)]
    [InlineData("https://10.0.0.5/c", false)]
    [InlineData("https://172.16.0.1/c", false)]
    [InlineData("https://192.168.1.2/c", false)]
    [InlineData("https://[fd00::1]/c", false)]
    [InlineData("https://nas/c", false)]
    [InlineData("https://nas.local/c", false)]
    public void A_container_of_the_local_network_is_refused_for_the_service_and_fine_for_a_sandbox(string container, bool isReachable)
    {
        Uri url = new(container);
        PhotoPublisher.RequireReachable(url, new Uri("http://127.0.0.1:5000"));
        if (isReachable) PhotoPublisher.RequireReachable(url, new Uri("https://api.photalabs.com"));
        else Assert.Throws<PhotaException>(() => PhotoPublisher.RequireReachable(url, new Uri("https://api.photalabs.com")));
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(path))).ToLowerInvariant();

    private ImageInput Photo(string name, string? copy = null)
    {
        string path = _folder.File(copy ?? name);
        System.IO.File.Copy(Repository.File($"docs/photos/{name}"), path, overwrite: true);
        return ImageInput.FromFile(path);
    }
}
