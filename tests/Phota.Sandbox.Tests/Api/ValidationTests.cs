using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Api;

public sealed class ValidationTests
{
    private const string Webp = "UklGRgAAAABXRUJQVlA4IA==";
    private const string Heic = "AAAAGGZ0eXBoZWljAAAAAA==";
    private const string Url = "https://example.com/a.jpg";

    [Theory]
    [InlineData(TestSandbox.Enhance, "{}", "image", "missing")]
    [InlineData(TestSandbox.Enhance, """{"image":5}""", "image", "string_type")]
    [InlineData(TestSandbox.Enhance, """{"image":"not base64!"}""", "image", "value_error")]
    [InlineData(TestSandbox.Enhance, """{"image":""}""", "image", "value_error")]
    [InlineData(TestSandbox.Enhance, """{"image":"aGVsbG8gd29ybGQsIGhlbGxv"}""", "image", "value_error")]
    [InlineData(TestSandbox.Enhance, """{"image":"data:image/jpeg;base64,/9j/"}""", "image", "value_error")]
    [InlineData(TestSandbox.Enhance, $$"""{"image":"{{Url}}","num_output_images":0}""", "num_output_images", "greater_than_equal")]
    [InlineData(TestSandbox.Enhance, $$"""{"image":"{{Url}}","num_output_images":5}""", "num_output_images", "less_than_equal")]
    [InlineData(TestSandbox.Enhance, $$"""{"image":"{{Url}}","num_output_images":"2"}""", "num_output_images", "int_type")]
    [InlineData(TestSandbox.Enhance, $$"""{"image":"{{Url}}","output_format":"gif"}""", "output_format", "enum")]
    [InlineData(TestSandbox.Enhance, $$"""{"image":"{{Url}}","response_mode":null}""", "response_mode", "enum")]
    [InlineData(TestSandbox.Enhance, $$"""{"image":"{{Url}}","async":"yes"}""", "async", "bool_type")]
    [InlineData(TestSandbox.Enhance, $$"""{"image":"{{Url}}","profile_ids":"a"}""", "profile_ids", "list_type")]
    [InlineData(TestSandbox.Enhance, $$"""{"image":"{{Url}}","callback_url":"http://example.com/"}""", "callback_url", "url_scheme")]
    [InlineData(TestSandbox.Edit, """{"prompt":7}""", "prompt", "string_type")]
    [InlineData(TestSandbox.Edit, """{"images":["a","a","a","a","a","a","a","a","a","a","a"]}""", "images", "too_long")]
    [InlineData(TestSandbox.Edit, """{"aspect_ratio":"2:1"}""", "aspect_ratio", "enum")]
    [InlineData(TestSandbox.Generate, """{"resolution":"8K"}""", "resolution", "enum")]
    [InlineData(TestSandbox.Generate, """{"base_model":"none"}""", "base_model", "enum")]
    [InlineData(TestSandbox.Generate, """{"quality":"best"}""", "quality", "enum")]
    [InlineData(TestSandbox.Remix, $$"""{"input_image":"{{Url}}"}""", "reference_image", "missing")]
    public async Task A_bad_field_is_422_as_FastAPI_has_it(string path, string body, string field, string type)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode error = await sandbox.PostAsync(path, JsonNode.Parse(body)!, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(["detail"], error.AsObject().Select(p => p.Key));
        JsonNode problem = error["detail"]![0]!;
        Assert.Equal("body", problem["loc"]![0]!.GetValue<string>());
        Assert.Equal(field, problem["loc"]![1]!.GetValue<string>());
        Assert.Equal(type, problem["type"]!.GetValue<string>());
        Assert.NotEmpty(problem["msg"]!.GetValue<string>());
        Assert.Equal(0m, await sandbox.TotalAsync());
    }

    [Theory]
    [InlineData(Webp)]
    [InlineData(Heic)]
    [InlineData(Url)]
    public async Task The_formats_of_the_contract_and_urls_are_accepted(string image)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonObject body = TestSandbox.EnhanceBody();
        body["image"] = image;
        JsonNode result = await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.OK);
        Assert.Single(result["download_urls"]!.AsArray());
    }

    [Theory]
    [InlineData("", "application/json", "missing")]
    [InlineData("{", "application/json", "json_invalid")]
    [InlineData("{} x", "application/json", "json_invalid")]
    [InlineData("[]", "application/json", "model_attributes_type")]
    [InlineData("{}", "text/plain", "model_attributes_type")]
    public async Task A_body_that_is_no_JSON_object_is_422(string body, string contentType, string type)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, contentType);
        using var response = await sandbox.Http.PostAsync(TestSandbox.Enhance, content);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(type, error["detail"]![0]!["type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(TestSandbox.Generate, """{"base_model":"flux-2","resolution":"4K"}""")]
    [InlineData(TestSandbox.Generate, """{"base_model":"qwen-image-2","resolution":"4K"}""")]
    [InlineData(TestSandbox.Generate, """{"base_model":"reve","resolution":"2K"}""")]
    [InlineData(TestSandbox.Generate, """{"quality":"high"}""")]
    [InlineData(TestSandbox.Generate, """{"async":true,"response_mode":"bytes"}""")]
    [InlineData(TestSandbox.Generate, """{"callback_url":"https://example.com/"}""")]
    [InlineData(TestSandbox.Edit, """{"prompt":"x"}""")]
    public async Task A_combination_that_the_contract_refuses_is_400(string path, string body)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var response = await sandbox.PostAsync(path, JsonNode.Parse(body)!);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("BAD_REQUEST", error["code"]!.GetValue<string>());
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), error["request_id"]!.GetValue<string>());
        Assert.Equal(0m, await sandbox.TotalAsync());
    }

    [Theory]
    [InlineData("unknown_model_status", "400", """{"base_model":"none"}""", HttpStatusCode.BadRequest)]
    [InlineData("bad_combo_status", "422", """{"async":true}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("unknown_fields", "reject", """{"seed":1}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("prompt_limit", "3", """{"prompt":"four"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("profile_ids_limit", "1", """{"prompt":"[[a]] [[b]]"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("body_limit_bytes", "10", """{"prompt":"four"}""", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("unknown_fields", "ignore", """{"seed":1}""", HttpStatusCode.OK)]
    public async Task What_the_contract_leaves_open_is_a_switch(string name, string value, string body, HttpStatusCode expected)
    {
        await using var sandbox = await TestSandbox.StartAsync((name, value));
        using var response = await sandbox.PostAsync(TestSandbox.Generate, JsonNode.Parse(body)!);
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("off", false)]
    public async Task The_deprecation_header_is_a_switch(string value, bool isSent)
    {
        await using var sandbox = await TestSandbox.StartAsync(("deprecation_header", value));
        using var response = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
        Assert.Equal(isSent, response.Headers.Contains("X-Phota-Deprecation-Date"));
    }

    [Theory]
    [InlineData("no", false)]
    [InlineData("yes", true)]
    public async Task A_422_names_its_request_by_the_switch(string value, bool isNamed)
    {
        await using var sandbox = await TestSandbox.StartAsync(("framework_error_request_id", value));
        JsonNode error = await sandbox.PostAsync(TestSandbox.Enhance, new JsonObject(), HttpStatusCode.UnprocessableEntity);
        Assert.Equal(isNamed, error["request_id"] is not null);
    }

    [Theory]
    [InlineData("phota", """{"code":"CONTENT_MODERATION","detail":"DETAIL","request_id":"ID"}""")]
    [InlineData("type", """{"type":"CONTENT_MODERATION","detail":"DETAIL","request_id":"ID"}""")]
    [InlineData("nested", """{"error":{"type":"CONTENT_MODERATION","message":"DETAIL"},"request_id":"ID"}""")]
    [InlineData("fastapi", """{"detail":"DETAIL"}""")]
    [InlineData("text", "DETAIL")]
    [InlineData("html", "<html><head><title>400</title></head><body>DETAIL</body></html>")]
    [InlineData("empty", "")]
    public async Task Error_bodies_come_in_the_form_that_the_switch_picks(string form, string expected)
    {
        await using var sandbox = await TestSandbox.StartAsync(("error_body", form));
        await sandbox.FaultAsync("""{"kind":"moderation"}""");
        using var response = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        string body = expected
            .Replace("DETAIL", "The request was blocked by content moderation.", StringComparison.Ordinal)
            .Replace("\"ID\"", $"\"{response.Headers.GetValues("X-Request-Id").Single()}\"", StringComparison.Ordinal);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }
}
