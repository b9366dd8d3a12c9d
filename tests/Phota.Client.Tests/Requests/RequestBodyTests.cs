using System.Text.Json.Nodes;

namespace Phota.Tests.Requests;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(48 * 1024)]
    [InlineData((48 * 1024) + 1)]
    [InlineData(100_001)]
    public async Task Photos_are_base64_of_their_bytes_and_the_length_is_known_before(int length)
    {
        using TempFolder folder = new();
        byte[] photo = Pixels.Png(length);
        File.WriteAllBytes(folder.File("a [1].png"), photo);
        ImageInput local = ImageInput.FromFile(folder.File("a [1].png"));
        ImageInput remote = ImageInput.FromUri(new Uri("https://x.example/a%2Fb?c=d%20e"));
        RequestBody body = new EditRequest([local, remote, local]) { Prompt = "say \"hé\"" }.ToBody();

        byte[] sent = await SendAsync(body);
        JsonNode json = JsonNode.Parse(sent)!;

        Assert.Equal(body.Length, sent.Length);
        Assert.Equal(photo, Convert.FromBase64String((string)json["images"]![0]!));
        Assert.Equal("https://x.example/a%2Fb?c=d%20e", (string)json["images"]![1]!);
        Assert.Equal(photo, Convert.FromBase64String((string)json["images"]![2]!));
        Assert.Equal("say \"hé\"", (string)json["prompt"]!);
        Assert.Equal(("jpg", "urls", 1), ((string)json["output_format"]!, (string)json["response_mode"]!, (int)json["num_output_images"]!));
        Assert.Null(json["profile_ids"]);
    }

    [Fact]
    public async Task Additional_fields_are_added()
    {
        EnhanceRequest request = new(ImageInput.FromUri(new Uri("https://x.example/a")))
        {
            Count = 2,
            AdditionalBody = new Dictionary<string, object?>
            {
                ["new"] = new Dictionary<string, object?> { ["list"] = new object?[] { 1.5, true, null, "x" } },
            },
        };
        JsonNode json = JsonNode.Parse(await SendAsync(request.ToBody()))!;

        Assert.Equal(2, (int)json["num_output_images"]!);
        Assert.Equal("""{"list":[1.5,true,null,"x"]}""", json["new"]!.ToJsonString());
        Assert.Equal("https://x.example/a", (string)json["image"]!);
    }

    [Fact]
    public async Task A_photo_that_changed_since_it_was_looked_at_is_not_sent()
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("a.png"), Pixels.Png());
        RequestBody body = new EnhanceRequest(ImageInput.FromFile(folder.File("a.png"))).ToBody();
        File.WriteAllBytes(folder.File("a.png"), Pixels.Png(5000));

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => SendAsync(body));
        Assert.Equal(PhotaErrorKind.InputFile, e.Kind);
        Assert.Contains("changed", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void A_number_of_variations_that_makes_no_sense_is_refused(int count)
    {
        EnhanceRequest request = new(ImageInput.FromUri(new Uri("https://x.example/a"))) { Count = count };
        Assert.Equal(PhotaErrorKind.Validation, Assert.Throws<PhotaException>(request.Validate).Kind);
    }

    [Theory]
    [InlineData("prompt")]
    [InlineData("num_output_images")]
    [InlineData("client_request_id")]
    public void A_field_with_a_parameter_of_its_own_is_not_taken_from_elsewhere(string field)
    {
        EnhanceRequest request = new(ImageInput.FromUri(new Uri("https://x.example/a"))) { AdditionalBody = new Dictionary<string, object?> { [field] = 4 } };
        PhotaException e = Assert.Throws<PhotaException>(request.Validate);
        Assert.Equal((PhotaErrorKind.Validation, true), (e.Kind, e.IsFatal));
        Assert.Contains($"'{field}'", e.Message, StringComparison.Ordinal);
    }

    private static async Task<byte[]> SendAsync(RequestBody body)
    {
        using MemoryStream stream = new();
        foreach (BodyPiece piece in body.Pieces) await piece.WriteToAsync(stream, default);
        return stream.ToArray();
    }
}
