using System.Reflection;
using System.Text.Json;

namespace Phota.Tests.Http;

public sealed class ApiKeyTests
{
    private const string Canary = "canary-7Kq";

    private readonly ApiKey _key = new(Canary);

    [Fact]
    public void It_cannot_print_itself()
    {
        PhotaClientOptions options = new(_key);

        string[] shown = [_key.ToString(), $"{_key}", $"{options}", JsonSerializer.Serialize(_key), JsonSerializer.Serialize(options)];

        Assert.All(shown, text => Assert.DoesNotContain(Canary, text, StringComparison.Ordinal));
        Assert.DoesNotContain(typeof(ApiKey).GetMembers(), member => member is PropertyInfo or FieldInfo);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(Canary + "\n" + Canary)]
    [InlineData(Canary + "é")]
    public void What_cannot_be_sent_is_refused_without_being_quoted(string key)
    {
        PhotaException e = Assert.Throws<PhotaException>(() => new ApiKey(key));

        Assert.Equal((PhotaErrorKind.Authentication, true), (e.Kind, e.IsFatal));
        Assert.DoesNotContain(Canary, e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_taken_out_of_what_a_service_says()
    {
        using HttpResponseMessage response = new() { Content = new StringContent("") };
        response.Headers.Add("X-Request-Id", $"r-{Canary}");

        _key.HideIn(response);

        Assert.Equal("r-(hidden)", ErrorReader.RequestId(response));
        Assert.Equal("Bad key (hidden).", _key.Hide($"Bad key {Canary}."));
    }
}
