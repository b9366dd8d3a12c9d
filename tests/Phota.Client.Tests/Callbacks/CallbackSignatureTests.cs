using System.Text;

namespace Phota.Tests.Callbacks;

public sealed class CallbackSignatureTests
{
    private const string Secret = "whsec_test";
    private const string Body = """{"job_id":"j-1","status":"succeeded"}""";

    // Made with openssl: printf %s "$body" | openssl dgst -sha256 -hmac whsec_test
    private const string Hex = "a317922f8135ba4f9934c567a7c335b14c87d0a512350ed5b6e9ff31a34ea4c0";
    private const string Base64 = "oxeSL4E1uk+ZNMVnp8M1sUyH0KUSNQ7Vtun/MaNOpMA=";

    // The same over 1763856000, a full stop and the body.
    private const string TimedHex = "c49e574ca58a4c28478330cfb8b6361843137347a71743dffa58ce058bf4c7f3";

    [Theory]
    [InlineData(Hex, CallbackSignatureForm.Hex)]
    [InlineData("sha256=" + Hex, CallbackSignatureForm.PrefixedHex)]
    [InlineData("SHA256=" + Hex, CallbackSignatureForm.PrefixedHex)]
    [InlineData("t=1763856000,v1=" + TimedHex, CallbackSignatureForm.Timestamped)]
    [InlineData("v1=" + TimedHex + ", t=1763856000", CallbackSignatureForm.Timestamped)]
    [InlineData("t=1763856000,v1=" + Hex + ",v1=" + TimedHex, CallbackSignatureForm.Timestamped)]
    [InlineData("t=1763856000,v0=abc,v1=" + TimedHex, CallbackSignatureForm.Timestamped)]
    [InlineData(Base64, CallbackSignatureForm.Base64)]
    [InlineData("  " + Base64 + "\r\n", CallbackSignatureForm.Base64)]
    public void Every_plausible_form_is_recognised(string signature, CallbackSignatureForm form)
    {
        CallbackVerdict verdict = Verify(signature);

        Assert.Equal((true, form, "j-1"), (verdict.IsValid, verdict.Form, verdict.JobId));
        Assert.Contains("Polling is authoritative", verdict.Note, StringComparison.Ordinal);
        Assert.Contains("not confirmed by Phota", verdict.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(299, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void A_callback_is_valid_for_as_long_as_is_asked(int age, bool isValid)
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1763856000 + age));
        CallbackVerdict verdict = CallbackSignature.Verify(Encoding.UTF8.GetBytes(Body), $"t=1763856000,v1={TimedHex}", new WebhookSecret(Secret), TimeSpan.FromMinutes(5), time);
        Assert.Equal(isValid, verdict.IsValid);
        Assert.Equal(!isValid, verdict.Note.Contains("another time"));
    }

    [Fact]
    public void Without_a_time_a_callback_of_any_age_is_not_valid_where_its_age_is_asked_for()
    {
        CallbackVerdict verdict = CallbackSignature.Verify(Encoding.UTF8.GetBytes(Body), Hex, new WebhookSecret(Secret), TimeSpan.FromMinutes(5));
        Assert.False(verdict.IsValid);
        Assert.Contains("says no time", verdict.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("j-1", "j-1")]
    [InlineData("\\u001b[2J", null)]
    [InlineData("::error::x", null)]
    [InlineData("##vso[x]", null)]
    [InlineData("a b", null)]
    [InlineData("j[1]", null)]
    [InlineData("jöb", null)]
    public void Of_a_body_that_anyone_may_have_sent_only_a_plain_id_is_shown(string id, string? shown) =>
        Assert.Equal(shown, CallbackSignature.Verify(Encoding.UTF8.GetBytes($$"""{"job_id":"{{id}}"}"""), "sha256=00", new WebhookSecret(Secret)).JobId);

    [Theory]
    [InlineData("jöb", "jöb")]
    [InlineData("j\\u001b[2J", null)]
    [InlineData("##vso[x]", null)]
    [InlineData("..", null)]
    public void Of_a_valid_body_an_id_is_taken_that_can_be_asked_about_and_shown(string id, string? jobId)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"job_id":"{{id}}"}""");
        using System.Security.Cryptography.HMACSHA256 hmac = new(Encoding.UTF8.GetBytes(Secret));
        string signature = Convert.ToHexString(hmac.ComputeHash(body));
        CallbackVerdict verdict = CallbackSignature.Verify(body, signature, new WebhookSecret(Secret));
        Assert.Equal((true, jobId), (verdict.IsValid, verdict.JobId));
    }

    [Fact]
    public void Upper_case_hex_is_the_same_signature() => Assert.True(Verify(Hex.ToUpperInvariant()).IsValid);

    [Theory]
    [InlineData(Hex)]
    [InlineData("sha256=" + Hex)]
    [InlineData("t=1763856000,v1=" + TimedHex)]
    [InlineData(Base64)]
    public void One_changed_byte_of_the_body_or_the_secret_is_noticed(string signature)
    {
        Assert.False(Verify(signature, Body.Replace("j-1", "j-2", StringComparison.Ordinal)).IsValid);
        Assert.False(Verify(signature, Body + "\n").IsValid);
        Assert.False(Verify(signature, secret: Secret + "x").IsValid);
    }

    [Theory]
    [InlineData("src/Phota.Client/Callbacks/CallbackSignature.cs")]
    [InlineData("src/PhotaPS/Selection/SelectionServer.cs")]
    [InlineData("src/Phota.Sandbox/State/FileStore.cs")]
    public void A_secret_is_compared_in_constant_time(string file)
    {
        // How long a comparison takes cannot be measured here; that it is the right one can be read.
        string source = File.ReadAllText(Repository.File(file));
        Assert.Contains("CryptographicOperations.FixedTimeEquals(", source, StringComparison.Ordinal);
        Assert.DoesNotContain("SequenceEqual(", source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_time_is_noticed() => Assert.False(Verify("t=1763856001,v1=" + TimedHex).IsValid);

    [Fact]
    public void The_signed_time_is_told()
    {
        Assert.Equal(new DateTimeOffset(2025, 11, 23, 0, 0, 0, TimeSpan.Zero), Verify("t=1763856000,v1=" + TimedHex).Timestamp);
        Assert.Equal(new DateTimeOffset(2025, 11, 23, 0, 0, 0, TimeSpan.Zero), Verify("t=1763856000000,v1=" + TimedHex).Timestamp);
        Assert.Null(Verify("t=today,v1=" + TimedHex).Timestamp);
        Assert.Null(Verify("t=99999999999999999999,v1=" + TimedHex).Timestamp);
        Assert.Null(Verify("t=9999999999999999,v1=" + TimedHex).Timestamp);
        Assert.Null(Verify(Hex).Timestamp);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha1=" + Hex)]
    [InlineData("sha256=zz")]
    [InlineData("t=1763856000")]
    [InlineData("v1=" + TimedHex)]
    [InlineData("t=,v1=" + TimedHex)]
    [InlineData("t=1763856000,v1=")]
    [InlineData("AAAA")]
    [InlineData("not a signature")]
    public void What_is_no_signature_proves_nothing(string? signature)
    {
        CallbackVerdict verdict = Verify(signature);

        Assert.Equal((false, CallbackSignatureForm.None), (verdict.IsValid, verdict.Form));
        Assert.Contains("proves nothing", verdict.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"job_id":"j-1"}""", "j-1")]
    [InlineData("""{"id":"j-1"}""", "j-1")]
    [InlineData("""{"id":"event","job":{"job_id":"j-1"}}""", "j-1")]
    [InlineData("""{"id":"event","data":{"id":"j-1"}}""", "j-1")]
    [InlineData("""{"job_id":"j-1","data":{"id":"x"}}""", "j-1")]
    [InlineData("""{"status":"done"}""", null)]
    [InlineData("[]", null)]
    [InlineData("job", null)]
    [InlineData("", null)]
    public void The_job_is_found_wherever_the_body_names_it(string body, string? jobId) => Assert.Equal(jobId, Verify(Hex, body).JobId);

    [Theory]
    [InlineData("""{"secret":"s1"}""", "s1")]
    [InlineData("""{"webhook_secret":"s1"}""", "s1")]
    [InlineData("""{"signing_secret":"s1"}""", "s1")]
    [InlineData("""{"signing_secret":"s3","webhook_secret":"s2","secret":"s1"}""", "s1")]
    [InlineData("""{"secret":null,"webhook_secret":"s1"}""", "s1")]
    [InlineData("\"s1\"", "s1")]
    public void The_secret_is_found_under_every_plausible_key(string json, string secret) =>
        Assert.Equal(secret, WebhookSecretBody.Read(Encoding.UTF8.GetBytes(json)).Reveal());

    [Theory]
    [InlineData("""{"token":"hush"}""")]
    [InlineData("""{"secret":"hush""")]
    [InlineData("hush")]
    [InlineData("{}")]
    public void An_answer_without_a_secret_is_an_error_that_does_not_quote_it(string json)
    {
        PhotaException error = Assert.Throws<PhotaException>(() => WebhookSecretBody.Read(Encoding.UTF8.GetBytes(json)));

        Assert.Equal(PhotaErrorKind.Response, error.Kind);
        Assert.DoesNotContain("hush", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_does_not_print_itself() => Assert.DoesNotContain("hush", $"{new WebhookSecret("hush")}", StringComparison.Ordinal);

    private static CallbackVerdict Verify(string? signature, string body = Body, string secret = Secret) =>
        CallbackSignature.Verify(Encoding.UTF8.GetBytes(body), signature, new WebhookSecret(secret));
}
