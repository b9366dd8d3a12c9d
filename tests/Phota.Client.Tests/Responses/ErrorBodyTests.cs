using System.Text;

namespace Phota.Tests.Responses;

public sealed class ErrorBodyTests
{
    [Theory]
    [InlineData("""{"code":"CONTENT_MODERATION","detail":"no","request_id":"r1"}""", "CONTENT_MODERATION", "no", "r1")]
    [InlineData("""{"type":"CONTENT_MODERATION","message":"no"}""", "CONTENT_MODERATION", "no", null)]
    [InlineData("""{"error":{"type":"X","message":"no","request_id":"r2"}}""", "X", "no", "r2")]
    [InlineData("""{"error":"no"}""", null, "no", null)]
    [InlineData("""{"detail":"Missing or invalid API key"}""", null, "Missing or invalid API key", null)]
    [InlineData("""{"detail":[{"loc":["body","image"],"msg":"field required","type":"missing"},{"loc":["body","num_output_images"],"msg":"too big","type":"x"}]}""",
        null, "image: field required; num_output_images: too big", null)]
    [InlineData("""{"detail":{"code":"X","message":"deep"}}""", null, "deep", null)]
    [InlineData("""["odd"]""", null, null, null)]
    [InlineData("<html>", null, null, null)]
    [InlineData("", null, null, null)]
    [InlineData("""{"detail":null,"message":"words"}""", null, "words", null)]
    public void Every_form_of_the_contract_is_read(string body, string? code, string? detail, string? requestId) =>
        Assert.Equal(new ErrorBody(code, detail, requestId), ErrorBody.Parse(Encoding.UTF8.GetBytes(body)));
}
