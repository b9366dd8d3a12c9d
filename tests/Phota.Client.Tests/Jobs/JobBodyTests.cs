using System.Text;

namespace Phota.Tests.Jobs;

public sealed class JobBodyTests
{
    [Theory]
    [InlineData("""{"job_id":"j","poll_url":"https://elsewhere.example/j"}""", PhotaJobStatus.Unknown, 0)]
    [InlineData("""{"job_id":"j","status":"queued","result":null,"error":null}""", PhotaJobStatus.Queued, 0)]
    [InlineData("""{"id":"j","state":"IN_PROGRESS"}""", PhotaJobStatus.Running, 0)]
    [InlineData("""{"job_id":"j","status":"pending"}""", PhotaJobStatus.Queued, 0)]
    [InlineData("""{"job_id":"j","status":"Processing"}""", PhotaJobStatus.Running, 0)]
    [InlineData("""{"job_id":"j","status":"warming_up"}""", PhotaJobStatus.Unknown, 0)]
    [InlineData("""{"job_id":"j","status":"succeeded","result":{"download_urls":["https://a.example/1","https://a.example/2"]}}""", PhotaJobStatus.Succeeded, 2)]
    [InlineData("""{"job_id":"j","status":"COMPLETED","response":{"known_subjects":null,"images":null,"download_urls":["https://a.example/1"]}}""", PhotaJobStatus.Succeeded, 1)]
    [InlineData("""{"job_id":"j","status":"done","download_urls":["https://a.example/1"],"known_subjects":{"counts":{}}}""", PhotaJobStatus.Succeeded, 1)]
    [InlineData("""{"job_id":"j","result":{"download_urls":["https://a.example/1"]}}""", PhotaJobStatus.Succeeded, 1)]
    [InlineData("""{"job":{"id":"j","status":"success","output":{"download_urls":["https://a.example/1"]}}}""", PhotaJobStatus.Succeeded, 1)]
    [InlineData("""{"job_id":"j","status":"failed","error":{"code":"CONTENT_MODERATION","detail":"no"}}""", PhotaJobStatus.Failed, 0)]
    [InlineData("""{"job_id":"j","status":"canceled"}""", PhotaJobStatus.Failed, 0)]
    [InlineData("""{"job_id":"j","status":"Expired"}""", PhotaJobStatus.Failed, 0)]
    [InlineData("""{"job_id":"j","status":"error","error":"words"}""", PhotaJobStatus.Failed, 0)]
    public void Every_form_of_the_contract_is_read(string body, PhotaJobStatus status, int images)
    {
        PhotaJob job = JobBody.Read(Encoding.UTF8.GetBytes(body), "r");

        Assert.Equal(("j", status, images), (job.JobId, job.Status, job.Result?.DownloadUrls?.Count ?? 0));
    }

    [Theory]
    [InlineData("""{"status":"queued"}""")]
    [InlineData("""[]""")]
    [InlineData("<html>")]
    public void Without_an_id_it_is_no_job(string body)
    {
        PhotaException e = Assert.Throws<PhotaException>(() => JobBody.Read(Encoding.UTF8.GetBytes(body), "r"));
        Assert.Equal(PhotaErrorKind.Response, e.Kind);
    }

    [Theory]
    [InlineData("""{"job_id":"j","status":"done","progress":1,"result":{"download_urls":["https://a.example/1"],"seed":7}}""", """{"seed":7}""")]
    [InlineData("""{"job_id":"j","status":"done","progress":1,"download_urls":["https://a.example/1"]}""", null)]
    public void What_is_not_known_is_kept(string body, string? ofTheImage)
    {
        PhotaJob job = JobBody.Read(Encoding.UTF8.GetBytes(body), "r");

        Assert.Equal("""{"progress":1}""", job.AdditionalFields);
        Assert.Equal(ofTheImage, Assert.Single(ImageMaker.FromJob(job, PriceTable.Published)).AdditionalFields);
    }

    [Fact]
    public void A_failed_job_says_why_by_the_same_table_as_a_failed_request()
    {
        PhotaJob job = JobBody.Read("""{"job_id":"j","status":"failed","error":{"code":"CONTENT_MODERATION","detail":"no"}}"""u8.ToArray(), "r");
        PhotaException e = Assert.Throws<PhotaException>(() => ImageMaker.FromJob(job, PriceTable.Published));

        Assert.Equal((PhotaErrorKind.Moderation, "r"), (e.Kind, e.RequestId));
        Assert.Contains("no", e.Message, StringComparison.Ordinal);
    }
}
