using Phota.Tests.Live;

namespace Phota.Tests.Batches;

/// <summary>What stops the sending: a budget, an account without credit, and money that brings nothing.</summary>
public sealed class SendingEndsTests
{
    [Fact]
    public async Task A_nightly_command_with_a_limit_gets_through()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { MaxCost = 0.36m };
        TestRun first = await batch.RunAsync(sandbox.Photos(8));
        Assert.Equal((3, PhotaErrorKind.Budget, 5), (first.Images.Length, first.Ending!.Kind, first.Left.Count));
        TestRun second = await batch.RunAsync(sandbox.Photos(8));
        Assert.Equal((3, 3, 0.36m), (second.Count(ImageOrigin.Found), second.Count(ImageOrigin.New), second.Cost));
        TestRun third = await batch.RunAsync(sandbox.Photos(8));
        Assert.Equal((6, 2, 0), (third.Count(ImageOrigin.Found), third.Count(ImageOrigin.New), third.Left.Count));
        Assert.Null(third.Ending);
        Assert.Equal(8, await sandbox.ChargesAsync());
    }

    [Theory]
    [InlineData(ResponseMode.Urls, """{"kind":"job","final":"lost"}""", 2, 2)]
    [InlineData(ResponseMode.Urls, """{"kind":"job","final":"failed"}""", 2, 0)]
    [InlineData(ResponseMode.Urls, """{"kind":"moderation"}""", 2, 0)]
    [InlineData(ResponseMode.Urls, """{"kind":"respond","status":422}""", 6, 0)]
    [InlineData(ResponseMode.Bytes, """{"kind":"image_bytes","body_base64":"bm90IGEgcGljdHVyZQ=="}""", 2, 2)]
    [InlineData(ResponseMode.Bytes, """{"kind":"truncate","after_bytes":20}""", 2, 2)]
    [InlineData(ResponseMode.Bytes, """{"kind":"respond","status":500}""", 2, 0)]
    [InlineData(ResponseMode.Bytes, """{"kind":"respond","status":504}""", 6, 0)]
    public async Task What_may_have_been_charged_counts_towards_the_limit_and_what_was_refused_does_not(ResponseMode mode, string fault, int sent, int charges)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(fault, times: -1);

        // Four at once: fewer would be stopped for bringing nothing before the limit stops them.
        TestRun run = await new TestBatch(sandbox) { MaxCost = 0.24m, ThrottleLimit = 4 }.RunAsync([.. sandbox.Photos(6).Select(request => request with { ResponseMode = mode })]);
        Assert.Equal(sent, (await sandbox.RequestsAsync()).Count(request => (string)request!["method"]! == "POST"));
        Assert.Equal(sent < 6 ? PhotaErrorKind.Budget : null, run.Ending?.Kind);
        Assert.Equal(charges, await sandbox.ChargesAsync());
    }

    [Theory]
    [InlineData(0.24, "0")]
    [InlineData(0.36, "3")]
    [InlineData(0.48, "3,0")]
    [InlineData(0.60, "3,2")]
    [InlineData(0.72, "3,2,1")]
    [InlineData(0.96, "3,2,1,2")]
    public async Task A_limit_goes_to_the_requests_that_the_plan_names(double limit, string expected)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        ImageRequest[] photos = [.. sandbox.Photos(4)];

        ImageRequest[] requests = [photos[0] with { Count = 3 }, photos[1] with { Count = 2 }, photos[2], photos[3] with { Count = 2 }];
        TestBatch batch = new(sandbox) { MaxCost = (decimal)limit, ThrottleLimit = 4 };
        decimal planned = 0;
        using (BatchProcessor planner = batch.Create(batch.OpenLedger(), _ => { }))
        {
            foreach (ImageRequest request in requests)
            {
                try
                {
                    planned += planner.Plan(request)!.EstimatedCost!.Value;
                }
                catch (PhotaException e) when (e.Kind == PhotaErrorKind.Budget)
                {
                    // Not affordable: the plan says so, and the run must not send it.
                }
            }
        }

        TestRun run = await batch.RunAsync(requests);
        int[] images = [.. run.Outcomes.Select(outcome => outcome.Results.Count)];
        Assert.Equal(expected, string.Join(',', images.Take(expected.Split(',').Length)));
        Assert.Equal(planned, run.Cost);
        Assert.Equal(run.Images.Length, await sandbox.ImagesPaidAsync());
    }

    [Fact]
    public async Task What_was_reserved_for_an_image_that_could_be_fetched_is_there_for_the_next_request()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { MaxCost = 0.48m, Retry = RetryStates.Missing };
        File.Delete((await batch.RunAsync(sandbox.Enhance())).Images[0].FullName!);
        TestRun run = await batch.RunAsync(sandbox.Enhance(count: 5)).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Null(run.Ending);
        Assert.Equal((5, 5), (run.Images.Length, await sandbox.ImagesPaidAsync()));
    }

    [Fact]
    public async Task A_request_of_which_one_image_cannot_be_fetched_counts_in_full()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"respond","status":400}""", """{"method":"GET","path":"/files/*"}""", skip: 1);
        TestRun run = await new TestBatch(sandbox) { MaxCost = 0.36m, ThrottleLimit = 1 }.RunAsync([sandbox.Enhance(count: 2), .. sandbox.Photos(2)]);
        Assert.Equal((2, 1, PhotaErrorKind.Budget), (run.Images.Length, run.Left.Count, run.Ending!.Kind));
        Assert.Equal(2, await sandbox.ChargesAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Without_credit_what_was_paid_for_is_delivered_and_the_rest_is_left(int throttle)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync("credit", new { amount = 0.30m });
        TestRun run = await new TestBatch(sandbox) { ThrottleLimit = throttle }.RunAsync(sandbox.Photos(9));
        Assert.Equal((2, 7, PhotaErrorKind.InsufficientCredit), (run.Images.Length, run.Left.Count, run.Ending!.Kind));
        Assert.Equal(2, sandbox.Results().Length);

        await sandbox.PostAsync("credit", new { amount = 10m });
        TestRun again = await new TestBatch(sandbox).RunAsync(sandbox.Photos(9));
        Assert.Equal((2, 7), (again.Count(ImageOrigin.Found), again.Count(ImageOrigin.New)));
        Assert.Equal(9, await sandbox.ChargesAsync());
    }

    [Theory]
    [InlineData(ResponseMode.Urls, """{"kind":"job","final":"lost"}""")]
    [InlineData(ResponseMode.Bytes, """{"kind":"truncate","after_bytes":20}""")]
    public async Task As_many_in_a_row_that_bring_nothing_as_run_at_once_stop_the_sending(ResponseMode mode, string fault)
    {
        const int Throttle = 3;
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(fault, times: -1);
        TestRun run = await new TestBatch(sandbox) { ThrottleLimit = Throttle }.RunAsync([.. sandbox.Photos(20).Select(request => request with { ResponseMode = mode })]);
        Assert.True(run.Ending is { IsFatal: true });
        Assert.Equal(0, run.UnderWay);
        Assert.Contains("may be paid for", run.Ending.Message, StringComparison.Ordinal);

        // Those that had begun when the last of them came back may go through too.
        Assert.InRange(await sandbox.ChargesAsync(), Throttle, (2 * Throttle) - 1);
        Assert.InRange(run.Left.Count, 20 - (2 * Throttle), 20 - Throttle);
    }

    [Fact]
    public async Task One_image_in_between_begins_the_count_anew()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"job","final":"lost"}""", """{"method":"POST","path":"/v1/phota/edit"}""", times: -1);
        ImageRequest[] requests = [.. sandbox.Photos(8).Select((photo, i) => i % 2 == 0 ? photo : new EditRequest(photo.Inputs) { Prompt = "warmer" })];
        TestRun run = await new TestBatch(sandbox) { ThrottleLimit = 1 }.RunAsync(requests);
        Assert.Null(run.Ending);
        Assert.Equal((4, 4), (run.Images.Length, run.Errors.Length));
    }

    [Fact]
    public async Task A_refusal_of_single_photos_stops_nothing()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"job","final":"failed","code":"CONTENT_MODERATION","detail":"no"}""", times: 6);
        await sandbox.FaultAsync("""{"kind":"moderation"}""", times: 6);
        TestRun run = await new TestBatch(sandbox) { ThrottleLimit = 2 }.RunAsync(sandbox.Photos(14));
        Assert.Null(run.Ending);
        Assert.Equal((2, 12), (run.Images.Length, run.Errors.Length));
        Assert.All(run.Errors, error => Assert.Equal(PhotaErrorKind.Moderation, error.Kind));
    }

    [Fact]
    public async Task A_job_whose_URLs_are_dead_is_an_error_until_it_is_paid_for_again()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await sandbox.FaultAsync("""{"kind":"expire"}""", """{"method":"GET","path":"/files/*"}""", times: -1);
        Assert.Equal(PhotaErrorKind.NotFound, Assert.Single((await batch.RunAsync(sandbox.Enhance())).Errors).Kind);
        await sandbox.ClearFaultsAsync();
        Assert.Equal(PhotaRemedy.PayForFailed, Assert.Single((await batch.RunAsync(sandbox.Enhance())).Errors).Remedy);
        Assert.Equal(1, await sandbox.ChargesAsync());
        Assert.Equal(1, (await (batch with { Retry = RetryStates.Failed }).RunAsync(sandbox.Enhance())).Count(ImageOrigin.New));
        Assert.Equal(1, (await batch.RunAsync(sandbox.Enhance())).Count(ImageOrigin.Found));
        Assert.Equal(2, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task A_job_of_another_key_is_said_to_be_that_and_nothing_is_recorded()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await (batch with { IsSubmitOnly = true }).RunAsync(sandbox.Enhance());
        await sandbox.FaultAsync("""{"kind":"respond","status":404}""", """{"method":"GET","path":"/v1/phota/jobs/*"}""");
        PhotaException e = Assert.Single((await (batch with { Key = "sandbox-another" }).RunAsync(sandbox.Enhance())).Errors);
        Assert.Contains("another key", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await batch.RunAsync(sandbox.Enhance())).Count(ImageOrigin.Fetched));
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task A_limit_with_an_unknown_price_refuses()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestRun run = await new TestBatch(sandbox) { MaxCost = 1m }.RunAsync(new GenerateRequest { Prompt = "a fox" });
        Assert.Equal(PhotaErrorKind.Budget, Assert.Single(run.Errors).Kind);
        Assert.Empty(await sandbox.RequestsAsync());
    }
}
