using System.Text.Json.Nodes;

namespace Phota.Tests.Profiles;

public sealed class ProfileNamesTests : IDisposable
{
    private static readonly Uri s_service = new("https://api.photalabs.com");
    private static readonly Uri s_sandbox = new("http://127.0.0.1:5000");

    private readonly TempFolder _folder = new();

    private string File => _folder.File("profiles.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_name_stands_for_its_id_among_the_profiles_and_in_the_prompt()
    {
        Open().Set("anna", "a1");
        Open().Set("René O'Neil", "b2");

        EditRequest request = (EditRequest)Open().Resolve(new EditRequest([Photo]) { Prompt = "[[anna]] and [[ René O'Neil ]], [[c3]]", ProfileIds = ["anna", "a1", "c3"] });

        Assert.Equal("[[a1]] and [[b2]], [[c3]]", request.Prompt);
        Assert.Equal(["a1", "c3"], request.ProfileIds);
    }

    [Fact]
    public void A_request_is_the_same_by_name_and_by_id_for_each_operation()
    {
        Open().Set("anna", "a1");
        foreach (Func<string, ImageRequest> make in new Func<string, ImageRequest>[]
        {
            who => new EditRequest([Photo]) { Prompt = $"[[{who}]] smiles", ProfileIds = [who] },
            who => new EnhanceRequest(Photo) { ProfileIds = [who] },
            who => new RemixRequest(Photo, Photo) { Prompt = "x", ProfileIds = [who] },
            who => new GenerateRequest { Prompt = $"A card of [[{who}]]" },
        })
        {
            ImageRequest named = Open().Resolve(make("anna"));
            ImageRequest byId = Open().Resolve(make("a1"));

            Assert.Equal(RequestFingerprint.Compute(byId, s_service).Value, RequestFingerprint.Compute(named, s_service).Value);
            Assert.Equal(RequestFingerprint.Compute(make("a1"), s_service).Value, RequestFingerprint.Compute(byId, s_service).Value);
            Assert.NotEqual(RequestFingerprint.Compute(make("anna"), s_service).Value, RequestFingerprint.Compute(named, s_service).Value);
        }
    }

    [Theory]
    [InlineData("Anna")]
    [InlineData("ana")]
    [InlineData("annaa")]
    [InlineData("anan")]
    [InlineData("hanna")]
    [InlineData("otto", false)]
    [InlineData("b2", false)]
    [InlineData("0123456789abcdef0123456789abcdef", false)]
    public void What_is_nearly_a_name_is_refused_and_what_is_no_name_is_an_id(string token, bool isNear = true)
    {
        Open().Set("anna", "a1");
        Open().Set("carl", "b2");
        ImageRequest request = new GenerateRequest { Prompt = $"[[{token}]]" };

        if (!isNear)
        {
            Assert.Equal(request.Prompt, Open().Resolve(request).Prompt);
            return;
        }

        PhotaException e = Assert.Throws<PhotaException>(() => Open().Resolve(request));
        Assert.Equal((PhotaErrorKind.Validation, PhotaRemedy.CheckName), (e.Kind, e.Remedy));
        Assert.Contains($"'{token}'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'anna'", e.Message, StringComparison.Ordinal);
        Assert.Equal(e.Message, Assert.Throws<PhotaException>(() => Open().Resolve(token)).Message);
    }

    [Theory]
    [InlineData("[[]]")]
    [InlineData("a card of [[ ]] and [[anna]]")]
    public void An_empty_token_is_refused(string prompt)
    {
        PhotaException e = Assert.Throws<PhotaException>(() => Open().Resolve(new GenerateRequest { Prompt = prompt }).Validate());

        Assert.Contains("[[]]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_a_sandbox_are_not_those_of_the_service()
    {
        Open().Set("anna", "a1");
        Open(s_sandbox).Set("anna", "s1");

        Assert.Equal("a1", Open().Resolve("anna"));
        Assert.Equal("s1", Open(new Uri("http://localhost:6000")).Resolve("anna"));
        Open(s_sandbox).Remove("s1");
        Assert.Equal("a1", Open().Resolve("anna"));
        Assert.Empty(Open(s_sandbox).All);
    }

    [Fact]
    public void The_file_is_in_order_readable_and_ends_with_a_line_end()
    {
        Open().Set("zoë", "z1");
        Open(s_sandbox).Set("carl", "c1");
        Open().Set("Anna's dog", "a1");

        Assert.Equal(
            "{\n  \"https://api.photalabs.com\": {\n    \"Anna's dog\": \"a1\",\n    \"zoë\": \"z1\"\n  },\n  \"loopback\": {\n    \"carl\": \"c1\"\n  }\n}\n",
            System.IO.File.ReadAllText(File));
        Assert.Equal(["profiles.json"], _folder.Names());
    }

    [Fact]
    public void A_profile_has_one_name_and_a_name_one_profile()
    {
        Open().Set("anna", "a1");
        Open().Set("anne", "a1");
        Assert.Equal("anne", Open().NameOf("a1"));
        Assert.Equal(["anne"], Open().All.Keys);

        PhotaException e = Assert.Throws<PhotaException>(() => Open().Set("anne", "b2"));
        Assert.Contains("a1", e.Message, StringComparison.Ordinal);
        Open().Set("anne", "b2", overwrite: true);
        Assert.Equal("b2", Open().Resolve("anne"));
        Assert.Null(Open().NameOf("a1"));

        Assert.True(Open().Remove("b2"));
        Assert.False(Open().Remove("b2"));
        Assert.Equal("{}\n", System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" anna")]
    [InlineData("a[1]")]
    [InlineData("a\nb")]
    [InlineData("a1")]
    [InlineData("CARL")]
    public void A_name_that_could_not_be_written_or_told_apart_is_refused(string name)
    {
        Open().Set("carl", "a1");
        string before = System.IO.File.ReadAllText(File);

        Assert.Equal(PhotaErrorKind.Validation, Assert.Throws<PhotaException>(() => Open().Set(name, "b2")).Kind);
        Assert.Equal(PhotaErrorKind.Validation, Assert.Throws<PhotaException>(() => Open().Set(new string('x', 65), "b2")).Kind);
        Assert.Equal(PhotaErrorKind.Validation, Assert.Throws<PhotaException>(() => Open().Set("\ud800", "b2")).Kind);
        Assert.Equal(before, System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("{\n<<<<<<< HEAD\n}", "line 2")]
    [InlineData("[]", "object")]
    [InlineData("{\"https://api.photalabs.com\": [1]}", "object")]
    [InlineData("{\"https://api.photalabs.com\": {\"anna\": 1}}", "object")]
    [InlineData("{\"https://api.photalabs.com\": {\"anna\": \"\"}}", "'anna'")]
    [InlineData("{\"https://api.photalabs.com\": {\"anna\": \"a1\", \"anna\": \"b2\"}}", "'anna' twice")]
    public void A_damaged_file_is_an_error_that_names_it_and_is_left_as_it_is(string text, string why)
    {
        System.IO.File.WriteAllText(File, text);

        foreach (Action use in new Action[] { () => Open().Resolve("anna"), () => Open().Set("carl", "c1"), () => Open().Remove("a1") })
        {
            PhotaException e = Assert.Throws<PhotaException>(use);
            Assert.Contains(File, e.Message, StringComparison.Ordinal);
            Assert.Contains(why, e.Message, StringComparison.Ordinal);
            Assert.Equal((PhotaErrorKind.Validation, PhotaRemedy.CheckNameFile, true), (e.Kind, e.Remedy, e.IsFatal));
        }

        Assert.Equal(text, System.IO.File.ReadAllText(File));
        Assert.Equal(["profiles.json"], _folder.Names());
    }

    [Fact]
    public void A_request_without_names_does_not_read_the_file()
    {
        System.IO.File.WriteAllText(File, "damaged");

        Assert.Equal("a dog", Open().Resolve(new GenerateRequest { Prompt = "a dog" }).Prompt);
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            for (int i = 0; i < 10; i++) Open().Set($"n{writer}-{i}", $"id-{writer}-{i}");
        })));

        Assert.Equal(80, Open().All.Count);
        JsonNode names = JsonNode.Parse(System.IO.File.ReadAllText(File))!["https://api.photalabs.com"]!;
        Assert.Equal("id-7-9", (string)names["n7-9"]!);
    }

#if !NETFRAMEWORK
    [Live.LinuxFact]
    public void A_link_to_the_file_stays_a_link()
    {
        string real = _folder.File("real.json");
        System.IO.File.WriteAllText(real, "{}");
        System.IO.File.CreateSymbolicLink(File, real);

        Open().Set("anna", "a1");

        Assert.Equal(real, new FileInfo(File).LinkTarget);
        Assert.Contains("anna", System.IO.File.ReadAllText(real), StringComparison.Ordinal);
    }
#endif

    private static ImageInput Photo => ImageInput.FromUri(new Uri("https://photos.example.org/1.jpg"));

    private ProfileNames Open(Uri? endpoint = null) => new(File, endpoint ?? s_service);
}
