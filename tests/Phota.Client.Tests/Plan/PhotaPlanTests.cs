namespace Phota.Tests.Plans;

/// <summary>What <c>-WhatIf</c> says of a plan of four variations.</summary>
public sealed class PhotaPlanTests
{
    private static readonly GenerateRequest s_request = new() { Prompt = "a fox", Count = 4 };
    private static readonly RequestFingerprint s_fingerprint = RequestFingerprint.Compute(s_request, new Uri("https://api.example"));

    [Theory]
    [InlineData("find 4", PlanAction.Skip, 4, 0.0, "saved by an earlier run")]
    [InlineData("find 1, send 3", PlanAction.Submit, 3, 0.36, null)]
    [InlineData("send 4", PlanAction.Submit, 4, 0.48, null)]
    [InlineData("fetch 4", PlanAction.Attach, 4, 0.0, "submitted by an earlier run as job j1")]
    [InlineData("fetch 2, send 2", PlanAction.Submit, 2, 0.24, null)]
    [InlineData("repeat 4", PlanAction.Submit, 4, 0.48, "sent by an earlier run that knows no answer; it is charged once")]
    [InlineData("repeat 2, send 2", PlanAction.Submit, 4, 0.48, "sent by an earlier run that knows no answer; it is charged once")]
    [InlineData("repair 4", PlanAction.Attach, 4, 0.0, "submitted by an earlier run as job j1")]
    [InlineData("replace 4", PlanAction.Submit, 4, 0.48, "gone from disk; it is paid for again where the service no longer has it")]
    [InlineData("replace 2, send 2", PlanAction.Submit, 4, 0.48, null)]
    [InlineData("renew 4", PlanAction.Renew, 4, 0.48, "the earlier result is kept in .phota/replaced")]
    [InlineData("renew 0, find 4", PlanAction.Skip, 4, 0.0, "saved by an earlier run")]
    [InlineData("twin 4", PlanAction.Skip, 4, 0.0, "the same photo as another of this command")]
    public void Of_its_steps(string steps, PlanAction action, int count, double cost, string? reason)
    {
        PhotaPlan plan = PhotaPlan.From(Plan(steps, 0.12m));
        Assert.Equal((action, count, (decimal)cost, reason), (plan.Action, plan.Count, plan.EstimatedCost!.Value, plan.Reason));
    }

    [Fact]
    public void Without_a_price_only_what_is_free_has_a_cost()
    {
        Assert.Null(PhotaPlan.From(Plan("send 4", null)).EstimatedCost);
        Assert.Equal(0m, PhotaPlan.From(Plan("find 4", null)).EstimatedCost);
    }

    [Fact]
    public void It_names_all_paths_where_there_is_a_destination()
    {
        Assert.Null(PhotaPlan.From(Plan("send 4", null)).Path);
        OutputTarget target = new("/out", "fox.jpg", Overwrite: false);
        Assert.Equal(string.Join(";", target.PathsFor(4, OutputFormat.Jpg)), PhotaPlan.From(Plan("send 4", null) with { Target = target }).Path);
    }

    [Fact]
    public void A_problem_is_an_error_where_nothing_else_can_be_done()
    {
        PhotaException problem = new(PhotaErrorKind.Network, "lost");
        Assert.Equal("lost", Assert.Throws<PhotaException>(() => PhotaPlan.From(Plan("", 0.12m) with { Problem = problem })).Message);
        Assert.Equal(1, PhotaPlan.From(Plan("send 1", 0.12m) with { Problem = problem }).Count);
    }

    [Fact]
    public void The_total_counts_what_is_sent_passed_over_and_refused()
    {
        PhotaPlanTotal total = new[]
        {
            PhotaPlan.From(Plan("send 4", 0.12m)), PhotaPlan.From(Plan("find 1, send 3", null)), PhotaPlan.From(Plan("renew 2", 0.12m)),
            PhotaPlan.From(Plan("find 4", 0.12m)), PhotaPlan.From(Plan("fetch 4", 0.12m)), PhotaPlan.From(Plan("fetch 4", 0.12m)),
            PhotaPlan.Refused("enhance", "a.jpg", new(PhotaErrorKind.InputFile, "no")),
        }.Aggregate(new PhotaPlanTotal(), (total, plan) => total.Plus(plan));
        Assert.Equal(new() { Requests = 3, Images = 9, TotalCost = 0.72m, Unpriced = 1, Skipped = 3, Refused = 1 }, total);
    }

    private static RequestPlan Plan(string steps, decimal? price)
    {
        List<RequestStep> all = [];
        int first = 1;
        foreach (string[] step in steps.Split([", "], StringSplitOptions.RemoveEmptyEntries).Select(step => step.Split(' ')))
        {
            int count = int.Parse(step[1]);
            StepKind kind = step[0] switch
            {
                "find" => StepKind.Find,
                "fetch" or "repair" or "replace" => StepKind.Fetch,
                "repeat" => StepKind.Repeat,
                _ => StepKind.Send,
            };
            LedgerFact accepted = new() { State = LedgerFact.Accepted, Fingerprint = s_fingerprint.Value, JobId = "j1" };
            if (count > 0)
            {
                all.Add(new(kind, first, count, 1)
                {
                    IsRepair = step[0] is "repair" or "replace",
                    Record = kind == StepKind.Fetch ? new(1, first, count, RequestStatus.Accepted, null, accepted, null, null) : null,
                });
            }

            first += count;
        }

        return new(s_request, s_fingerprint, null, all)
        {
            UnitPrice = price,
            Renews = steps.Contains("renew"),
            IsTwin = steps.Contains("twin"),
            ReplacesMissing = steps.Contains("replace"),
        };
    }
}
