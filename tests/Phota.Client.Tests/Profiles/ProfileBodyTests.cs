using System.Text;

namespace Phota.Tests.Profiles;

public sealed class ProfileBodyTests
{
    [Theory]
    [InlineData("""{"profile_id":"p1","status":"READY","message":"fine"}""", PhotaProfileStatus.Ready, "READY", "fine")]
    [InlineData("""{"profile_id":"p1","status":"READY","message":null}""", PhotaProfileStatus.Ready, "READY", null)]
    [InlineData("""{"profile_id":"p1","status":"READY"}""", PhotaProfileStatus.Ready, "READY", null)]
    [InlineData("""{"profile_id":"p1","status":"READY","message":""}""", PhotaProfileStatus.Ready, "READY", null)]
    [InlineData("""{"profile_id":"p1","status":"READY","message":{"text":"?"}}""", PhotaProfileStatus.Ready, "READY", null)]
    [InlineData("""{"id":"p1","state":"validating"}""", PhotaProfileStatus.Validating, "validating", null)]
    [InlineData("""{"profile":{"profile_id":"p1","status":"QUEUING"}}""", PhotaProfileStatus.Queuing, "QUEUING", null)]
    [InlineData("""{"profile_id":"p1","status":"IN_PROGRESS"}""", PhotaProfileStatus.InProgress, "IN_PROGRESS", null)]
    [InlineData("""{"profile_id":"p1","status":"InProgress"}""", PhotaProfileStatus.InProgress, "InProgress", null)]
    [InlineData("""{"profile_id":"p1","status":"in-progress"}""", PhotaProfileStatus.InProgress, "in-progress", null)]
    [InlineData("""{"profile_id":"p1","status":"ERROR","message":"no face"}""", PhotaProfileStatus.Error, "ERROR", "no face")]
    [InlineData("""{"profile_id":"p1","status":"INACTIVE"}""", PhotaProfileStatus.Inactive, "INACTIVE", null)]
    [InlineData("""{"profile_id":"p1","status":"BREWING"}""", PhotaProfileStatus.Unknown, "BREWING", null)]
    [InlineData("""{"profile_id":"p1","status":null}""", PhotaProfileStatus.Unknown, null, null)]
    [InlineData("""{"profile_id":"p1"}""", PhotaProfileStatus.Unknown, null, null)]
    [InlineData("""{"status":"READY"}""", PhotaProfileStatus.Ready, "READY", null)]
    [InlineData("\"p1\"", PhotaProfileStatus.Unknown, null, null)]
    public void A_profile_is_read_in_every_plausible_form(string json, PhotaProfileStatus status, string? word, string? message)
    {
        PhotaProfile profile = ProfileBody.Read(Encoding.UTF8.GetBytes(json), "p1", "r1");

        Assert.Equal(("p1", status, word, message, "r1"), (profile.ProfileId, profile.Status, profile.ServiceStatus, profile.Message, profile.RequestId));
    }

    [Theory]
    [InlineData("""{"profiles":[{"profile_id":"a","status":"READY"},{"profile_id":"b","status":"ERROR"}]}""", "a=Ready b=Error")]
    [InlineData("""{"profiles":["a","b"]}""", "a=Unknown b=Unknown")]
    [InlineData("""{"profiles":["a",null,{"id":"b","status":"queuing"}]}""", "a=Unknown b=Queuing")]
    [InlineData("""["a"]""", "a=Unknown")]
    [InlineData("""{"profile_ids":["a"]}""", "a=Unknown")]
    [InlineData("""{"profiles":[]}""", "")]
    [InlineData("""{"profiles":null}""", "")]
    [InlineData("{}", "")]
    public void A_list_is_read_in_every_plausible_form(string json, string expected)
    {
        IReadOnlyList<PhotaProfile> profiles = ProfileBody.ReadList(Encoding.UTF8.GetBytes(json), null);

        Assert.Equal(expected, string.Join(" ", profiles.Select(profile => $"{profile.ProfileId}={profile.Status}")));
    }

    [Fact]
    public void What_others_have_written_steers_nothing()
    {
        PhotaProfile profile = ProfileBody.Read(Encoding.UTF8.GetBytes("""{"profile_id":"p1","status":"a\u001b[2J","message":"b\n::error::","tag":"c##vso[x]\u202e"}"""), "p1", null);
        Assert.Equal(("a [2J", "b ::error::", "c# #vso[x] "), (profile.ServiceStatus, profile.Message, profile.Tag));
    }

    [Fact]
    public void A_full_item_keeps_all_that_it_says()
    {
        const string Json = """
            {"profiles":[{"profile_id":"a","status":"READY","tag":"anna","training_tier":"fast","message":null,
            "created_at":"2026-11-20T10:00:00+02:00","name":"Anna","photos":{"count":12}}]}
            """;

        PhotaProfile profile = Assert.Single(ProfileBody.ReadList(Encoding.UTF8.GetBytes(Json), null));

        Assert.Equal("anna", profile.Tag);
        Assert.Equal(ProfileTier.Fast, profile.Tier);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero), profile.CreatedAt);
        Assert.Equal("""{"name":"Anna","photos":{"count":12}}""", profile.AdditionalFields);
    }

    [Fact]
    public void What_only_the_creator_knew_survives_an_answer_about_the_state()
    {
        PhotaProfile created = new() { ProfileId = "a", Tag = "anna", Tier = ProfileTier.Fast, EstimatedCost = 1.49m, RequestId = "r1" };

        PhotaProfile now = created.Updated(new PhotaProfile { ProfileId = "a", Status = PhotaProfileStatus.Error, Message = "no face", RequestId = "r2" });

        Assert.Equal(("anna", ProfileTier.Fast, 1.49m, "no face", "r2"), (now.Tag, now.Tier, now.EstimatedCost, now.Message, now.RequestId));
    }

    [Theory]
    [InlineData("""{"status":"READY"}""")]
    [InlineData("""{"profile_id":""}""")]
    [InlineData("""{"profile_id":null}""")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("<html>")]
    public void An_answer_without_an_id_is_an_error(string json)
    {
        PhotaException error = Assert.Throws<PhotaException>(() => ProfileBody.Read(Encoding.UTF8.GetBytes(json), askedId: null, null));

        Assert.Equal(PhotaErrorKind.Response, error.Kind);
    }

    [Theory]
    [InlineData("READY", null, false)]
    [InlineData("ERROR", "no face", true)]
    [InlineData("INACTIVE", null, true)]
    [InlineData("BREWING", null, false)]
    public void Only_a_training_that_ended_badly_is_a_failure(string word, string? message, bool isFailure)
    {
        PhotaProfile profile = new() { ProfileId = "p1", Status = ProfileStatusWords.Read(word), ServiceStatus = word, Message = message };

        PhotaException? failure = profile.Failure();

        Assert.Equal(isFailure, failure is not null);
        if (failure is null) return;
        Assert.Contains("p1", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message ?? word, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in_progress", true)]
    [InlineData("InProgress", true)]
    [InlineData("IN PROGRESS", true)]
    [InlineData("ready", false)]
    public void A_state_is_found_whatever_its_case(string word, bool expected) =>
        Assert.Equal(expected, new PhotaProfile { ProfileId = "p", Status = PhotaProfileStatus.InProgress, ServiceStatus = "IN_PROGRESS" }.HasStatus(word));

    [Fact]
    public void A_state_that_we_do_not_know_is_found_by_the_services_word() =>
        Assert.True(new PhotaProfile { ProfileId = "p", ServiceStatus = "BREWING" }.HasStatus("brewing"));
}
