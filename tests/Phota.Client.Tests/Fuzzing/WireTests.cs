using System.Text;
using Phota.Tests.Live.Matrix;
using Xunit.Abstractions;

namespace Phota.Tests.Fuzzing;

/// <summary>Answers spoiled as a whole, from the status line on, over a real connection to the whole client.</summary>
public sealed class WireTests(ITestOutputHelper output)
{
    private static readonly string s_png = Convert.ToBase64String(Pixels.Png(300));

    private static readonly IReadOnlyList<byte[]> s_seeds =
    [
        Whole("200 OK", $$$"""{"known_subjects":{"counts":{"a":2}},"images":["{{{s_png}}}","{{{s_png}}}"]}"""),
        Whole("400 Bad Request", """{"code":"CONTENT_MODERATION","detail":"No.","request_id":"r-1"}"""),
        Encoding.UTF8.GetBytes($$$"""HTTP/1.1 200 OK{{{"\r\n"}}}Transfer-Encoding: chunked{{{"\r\n\r\n"}}}10{{{"\r\n"}}}{"images":["iVBOR{{{"\r\n"}}}5{{{"\r\n"}}}w0"]}{{{"\r\n"}}}0{{{"\r\n\r\n"}}}"""),
        Encoding.UTF8.GetBytes($$"""HTTP/1.0 200 OK{{"\r\n\r\n"}}{"images":["{{s_png}}"]}"""),
    ];

    [Fact]
    public async Task A_spoiled_answer_on_the_wire_is_read_right_or_refused()
    {
        Mutator mutator = new(FuzzEffort.Seed);
        byte[] answer = [];
        using OtherHost service = new(_ => answer);
        using TempFolder folder = new();
        OutputTarget target = new(folder.Path, "dog.png", Overwrite: true);
        int refused = 0;
        int times = FuzzEffort.Of(150, 10_000);
        for (int i = 0; i < times; i++)
        {
            answer = mutator.Mutate(s_seeds);
            PhotaClient client = new(new PhotaClientOptions(new ApiKey($"sandbox-wire-{i}")) { BaseUri = new Uri(service.Address), Timeout = TimeSpan.FromSeconds(5) });
            Exception? e = await Record.ExceptionAsync(() => client.MakeAsync(new GenerateRequest { Prompt = "x", ResponseMode = ResponseMode.Bytes }, target));
            Assert.True(e is null or PhotaException, $"Mutation {i} with seed {FuzzEffort.Seed}: {e}\n{Convert.ToBase64String(answer)}");
            if (e is not null) refused++;
            Assert.DoesNotContain(folder.Names(), name => name.EndsWith(".part", StringComparison.Ordinal));
        }

        output.WriteLine($"wire: {times} mutations with seed {FuzzEffort.Seed}, {refused} refused, {times - refused} read, {service.Heads.Count} requests");
    }

    private static byte[] Whole(string status, string body) =>
        OtherHost.Answer($"{status}\r\nContent-Type: application/json\r\nX-Request-Id: r-1", Encoding.UTF8.GetBytes(body));
}
