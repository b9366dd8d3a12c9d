using System.Text.Json.Nodes;

namespace Phota.Tests.Live;

public sealed class ProfileTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(ProfileTier.Standard, 10, "2.90")]
    [InlineData(ProfileTier.Fast, 5, "1.49")]
    public async Task A_profile_is_added_with_what_was_asked_for_and_is_charged_once(ProfileTier tier, int photos, string price)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        PhotaProfile profile = await sandbox.Client().AddProfileAsync(Request(sandbox, photos) with { Tier = tier, Tag = "anna" });

        JsonNode body = Assert.Single(await sandbox.RequestsAsync())!["body"]!;
        Assert.Equal((tier == ProfileTier.Fast ? "fast" : "standard", "anna"), ((string)body["training_tier"]!, (string)body["tag"]!));
        Assert.Equal(photos, body["image_urls"]!.AsArray().Count);
        Assert.Matches("^[0-9a-f]{32}$", profile.ProfileId);
        Assert.Equal(("anna", tier, PhotaProfileStatus.Unknown), (profile.Tag, profile.Tier, profile.Status));
        Assert.Equal(price, profile.EstimatedCost?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(profile.EstimatedCost, (decimal)(await sandbox.GetAsync("bill"))["total"]!);
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task A_wrong_number_of_photos_is_refused_before_anything_is_sent()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => sandbox.Client().AddProfileAsync(Request(sandbox, 9)));

        Assert.Equal(PhotaErrorKind.Validation, e.Kind);
        Assert.Empty(await sandbox.RequestsAsync());
    }

    [Theory]
    [InlineData("""{"kind":"reset","when":"after_charge"}""", 1)]
    [InlineData("""{"kind":"reset","when":"after_read"}""", 0)]
    [InlineData("""{"kind":"respond","status":500,"body":"<html>"}""", 0)]
    [InlineData("""{"kind":"replace","status":200,"body":"<html>"}""", 1)]
    public async Task What_may_have_been_charged_is_not_sent_again_and_the_error_says_where_to_look(string fault, int charges)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(fault);

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => sandbox.Client().AddProfileAsync(Request(sandbox, 10)));

        Assert.Single(await sandbox.RequestsAsync());
        Assert.Equal(charges, await sandbox.ChargesAsync());
        Assert.Equal(PhotaRemedy.FindProfile, e.Remedy);
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task A_deletion_that_was_put_off_and_then_refused_has_not_happened()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"respond","status":429}""", """{"method":"DELETE"}""");

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => sandbox.Client().RemoveProfileAsync("nobody"));

        Assert.Equal((PhotaErrorKind.NotFound, 2), (e.Kind, (await sandbox.RequestsAsync()).Count));
    }

    [Fact]
    public async Task A_refusal_leaves_nothing_to_look_for()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync("credit", new { amount = 2.89 });

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => sandbox.Client().AddProfileAsync(Request(sandbox, 10)));

        Assert.Equal((PhotaErrorKind.InsufficientCredit, true), (e.Kind, e.IsFatal));
        Assert.NotEqual(PhotaRemedy.FindProfile, e.Remedy);
    }

    [Theory]
    [InlineData("object")]
    [InlineData("full")]
    [InlineData("id_string")]
    public async Task A_list_tells_every_profiles_state_whatever_its_items_are(string form)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(("profile_item_form", form));
        string[] ids = [await NewAsync(sandbox, "READY", "anna"), await NewAsync(sandbox, "BREWING", "ben"), await NewAsync(sandbox, "ERROR", "anna")];
        PhotaClient client = sandbox.Client();

        IReadOnlyList<PhotaProfile> all = await client.ListProfilesAsync();
        IReadOnlyList<PhotaProfile> some = await client.ListProfilesAsync("anna");

        Assert.Equal(ids, all.Select(profile => profile.ProfileId));
        Assert.Equal([PhotaProfileStatus.Ready, PhotaProfileStatus.Unknown, PhotaProfileStatus.Error], all.Select(profile => profile.Status));
        Assert.Equal(["READY", "BREWING", "ERROR"], all.Select(profile => profile.ServiceStatus));
        Assert.Equal([ids[0], ids[2]], some.Select(profile => profile.ProfileId));
        Assert.All(some, profile => Assert.Equal("anna", profile.Tag));
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task A_profile_deleted_while_the_list_is_read_is_not_in_it()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(("profile_item_form", "id_string"));
        string gone = await NewAsync(sandbox, "READY");
        string here = await NewAsync(sandbox, "READY");
        await sandbox.FaultAsync("""{"kind":"respond","status":404,"body":null}""", Match($"/v1/phota/profiles/{gone}/status"));

        Assert.Equal([here], (await sandbox.Client().ListProfilesAsync()).Select(profile => profile.ProfileId));
    }

    [Fact]
    public async Task A_tag_may_hold_anything()
    {
        const string Tag = "Zoë & söhne/1?x=#2+%41";
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaClient client = sandbox.Client();
        PhotaProfile added = await client.AddProfileAsync(Request(sandbox, 10) with { Tag = Tag });

        PhotaProfile found = Assert.Single(await client.ListProfilesAsync(Tag));

        Assert.Equal((added.ProfileId, Tag), (found.ProfileId, found.Tag));
    }

    [Fact]
    public async Task A_wait_goes_through_all_states_known_or_not()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"profile","states":["VALIDATING","QUEUING","BREWING","IN_PROGRESS"],"final":"READY"}""");
        PhotaClient client = sandbox.Client();
        PhotaProfile added = await client.AddProfileAsync(Request(sandbox, 10) with { Tag = "anna" });
        Heard heard = new();

        PhotaProfile trained = await client.WaitForProfileAsync(added, s_soon, s_long, heard);

        Assert.Equal(["VALIDATING", "QUEUING", "BREWING", "IN_PROGRESS", "READY"], heard.Words);
        Assert.Equal((PhotaProfileStatus.Ready, "anna", added.EstimatedCost), (trained.Status, trained.Tag, trained.EstimatedCost));
        Assert.Null(trained.Failure());
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task A_training_that_fails_comes_back_with_its_id_and_the_services_words()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"profile","states":["VALIDATING"],"final":"ERROR","message":"No face was found."}""");
        PhotaClient client = sandbox.Client();
        PhotaProfile added = await client.AddProfileAsync(Request(sandbox, 10));

        PhotaProfile failed = await client.WaitForProfileAsync(added, s_soon, s_long);

        Assert.Equal((added.ProfileId, PhotaProfileStatus.Error, "No face was found."), (failed.ProfileId, failed.Status, failed.Message));
        Assert.Contains("No face was found.", failed.Failure()!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_that_never_ends_ends_at_the_deadline()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        string id = await NewAsync(sandbox, "BREWING");

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(
            () => sandbox.Client().WaitForProfileAsync(new() { ProfileId = id }, s_soon, TimeSpan.FromSeconds(1)));

        Assert.Equal(PhotaErrorKind.Timeout, e.Kind);
        Assert.Contains(id, e.Message, StringComparison.Ordinal);
        Assert.Contains("BREWING", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_outlives_an_answer_that_does_not_come()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"profile","states":["VALIDATING"],"final":"READY"}""");
        PhotaClient client = sandbox.Client(timeout: TimeSpan.FromSeconds(1));
        PhotaProfile added = await client.AddProfileAsync(Request(sandbox, 10));
        await sandbox.FaultAsync("""{"kind":"hold","when":"before_response"}""", Match("*/status"), skip: 1);

        PhotaProfile trained = await client.WaitForProfileAsync(added, s_soon, s_long);

        Assert.Equal(PhotaProfileStatus.Ready, trained.Status);
        Assert.Equal(3, (await sandbox.RequestsAsync()).Count(request => ((string)request!["path"]!).EndsWith("/status", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_wait_for_what_does_not_exist_ends_at_once()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(
            () => sandbox.Client().WaitForProfileAsync(new() { ProfileId = "nobody" }, s_soon, s_long));

        Assert.Equal(PhotaErrorKind.NotFound, e.Kind);
    }

    [Fact]
    public async Task A_stopped_wait_says_that_it_was_stopped()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        string id = await NewAsync(sandbox, "IN_PROGRESS");
        using CancellationTokenSource stop = new();
        Task wait = sandbox.Client().WaitForProfileAsync(new() { ProfileId = id }, s_long, s_long, null, stop.Token);
        await sandbox.WaitForAsync("finished");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task A_deleted_profile_is_gone()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaClient client = sandbox.Client();
        string id = await NewAsync(sandbox, "READY");

        await client.RemoveProfileAsync(id);

        Assert.Empty(await client.ListProfilesAsync());
        Assert.Equal(PhotaErrorKind.NotFound, (await Assert.ThrowsAsync<PhotaException>(() => client.GetProfileAsync(id))).Kind);
        Assert.Equal(PhotaErrorKind.NotFound, (await Assert.ThrowsAsync<PhotaException>(() => client.RemoveProfileAsync(id))).Kind);
    }

    [Fact]
    public async Task An_image_is_saved_whole_under_its_profiles_id()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaClient client = sandbox.Client();
        string id = await NewAsync(sandbox, "READY");
        string folder = sandbox.Target().Directory;
        await sandbox.FaultAsync("""{"kind":"truncate","after_bytes":100}""", Match("*/profile_picture"));

        string path = await client.SaveProfilePictureAsync(id, folder);

        Assert.Equal(Path.Combine(folder, id + ".jpg"), path);
        Assert.Equal([id + ".jpg"], sandbox.Results());
        Assert.Equal(ImageFormat.Jpeg, ImageSignature.Detect(File.ReadAllBytes(path)));
        JsonNode[] asked = [.. (await sandbox.RequestsAsync()).Where(request => ((string)request!["path"]!).EndsWith("/profile_picture", StringComparison.Ordinal))!];
        Assert.Equal(2, asked.Length);
        Assert.All(asked, request => Assert.Equal("present", (string)request["headers"]!["x-api-key"]!));
    }

    [Theory]
    [InlineData("""{"kind":"replace","status":200,"content_type":"image/jpeg","body":"<html>"}""", PhotaErrorKind.Response)]
    [InlineData("""{"kind":"replace","status":200,"content_type":"image/jpeg","body":""}""", PhotaErrorKind.Response)]
    [InlineData("""{"kind":"respond","status":404,"body":null}""", PhotaErrorKind.NotFound)]
    public async Task What_is_no_image_leaves_no_file(string fault, PhotaErrorKind kind)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        string id = await NewAsync(sandbox, "READY");
        await sandbox.FaultAsync(fault, Match("*/profile_picture"), times: -1);

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(
            () => sandbox.Client().SaveProfilePictureAsync(id, sandbox.Target().Directory));

        Assert.Equal(kind, e.Kind);
        Assert.Empty(sandbox.Results());
    }

    [Fact]
    public async Task An_image_that_is_there_is_replaced_only_when_asked()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaClient client = sandbox.Client();
        string id = await NewAsync(sandbox, "READY");
        string folder = sandbox.Target().Directory;
        string path = Path.Combine(folder, id + ".jpg");
        File.WriteAllText(path, "mine");

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => client.SaveProfilePictureAsync(id, folder));

        Assert.Equal((PhotaErrorKind.OutputFile, "mine"), (e.Kind, File.ReadAllText(path)));
        Assert.Empty(await sandbox.RequestsAsync());
        await client.SaveProfilePictureAsync(id, folder, overwrite: true);
        Assert.NotEqual("mine", File.ReadAllText(path));
    }

    private static AddProfileRequest Request(TestSandbox sandbox, int photos) =>
        new([.. Enumerable.Range(1, photos).Select(n => new Uri(sandbox.BaseUri, $"/sandbox/photos/{n}.jpg"))]);

    private static async Task<string> NewAsync(TestSandbox sandbox, string status, string? tag = null) =>
        (string)(await sandbox.PostForAsync("profiles", new { status, tag }))["profile_id"]!;

    private static string Match(string path) => $$"""{"method":"GET","path":"{{path}}"}""";

    private sealed class Heard : IProgress<PhotaProfile>
    {
        public List<string?> Words { get; } = [];

        public void Report(PhotaProfile value) => Words.Add(value.ServiceStatus);
    }
}
