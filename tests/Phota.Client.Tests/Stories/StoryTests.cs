using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Phota.Tests.Fuzzing;
using Phota.Tests.Live;
using Xunit.Abstractions;

namespace Phota.Tests.Stories;

/// <summary>
/// Random lives of a folder: what people found by trying, a machine is to find first. A failing one shrinks and is printed.
/// PHOTAPS_STORIES sets how many, PHOTAPS_SEED which.
/// </summary>
public sealed class StoryTests(ITestOutputHelper output)
{
    private const int MaxSteps = 12;
    private const int UsualStories = 200;

    /// <summary>SplitMix64's increment: with a small one, the stories of neighbouring seeds are the same.</summary>
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private static readonly Arbitrary<Step[]> s_stories = Arb.From(
        from length in Gen.Choose(2, MaxSteps)
        from steps in Gen.ArrayOf(Step.Any, length)
        select steps,
        Shorter);

    [Fact]
    public void No_promise_is_broken_in_any_life_of_a_folder()
    {
        Config config = Config.QuickThrowOnFailure
            .WithMaxTest(int.TryParse(Environment.GetEnvironmentVariable("PHOTAPS_STORIES"), CultureInfo.InvariantCulture, out int stories) ? stories : UsualStories)
            .WithReplay(unchecked((ulong)FuzzEffort.Seed * 0xBF58476D1CE4E5B9), GoldenGamma)
            .WithQuietOnSuccess(true);
        StoryTally tally = new();
        Check.One(config, Prop.ForAll(s_stories, steps => TallyAsync(tally, steps).GetAwaiter().GetResult()));
        output.WriteLine(tally.ToString());
    }

    [Fact]
    public Task A_direct_request_whose_line_was_damaged_is_not_paid_for_again() => PlayAsync(
        new(Act.Stop) { Count = 5, IsDirect = true },
        new(Act.DamageLedger),
        new(Act.Run) { Count = 2 });

    [Fact]
    public Task A_job_whose_line_was_damaged_is_planned_again_and_not_paid_for_again() => PlayAsync(
        new(Act.Run) { Count = 1, IsSubmitOnly = true, Budget = 4 },
        new(Act.DamageLedger) { Which = 30 });

    [Fact]
    public Task Two_processes_that_retry_do_not_pay_for_what_the_other_has_under_way() => PlayAsync(
        new(Act.AddPhoto),
        new(Act.RunTwo) { Count = 5, IsDirect = true, Retry = RetryStates.PerhapsPaid });

    [Fact]
    public Task A_process_whose_request_failed_does_not_hide_the_job_that_another_got_for_it() => PlayAsync(
        new Step(Act.RunTwo) { Count = 1, IsSubmitOnly = true, Fault = Array.FindIndex(Step.Faults, fault => fault.Name == "moderation") });

    [Fact]
    public Task What_may_be_paid_for_is_an_error_under_the_new_name_of_its_photo() => PlayAsync(
        new(Act.Kill) { Count = 1, Style = 1, Budget = 4, Moment = 4 },
        new(Act.PassHours) { Which = 22 },
        new(Act.RenamePhoto) { Which = 3 });

    [Fact]
    public Task A_plan_knows_what_another_name_of_a_photo_costs_whose_image_was_changed_by_hand() => PlayAsync(
        new(Act.Run) { Count = 2, IsDirect = true },
        new(Act.EditImage) { Which = 5 },
        new(Act.CopyPhoto) { Which = 17 },
        new(Act.Run) { Count = 5, IsDirect = true, Retry = RetryStates.Missing, Overwrites = true });

    internal static Task PlayAsync(params Step[] steps) => TallyAsync(new(), steps);

    private static async Task<bool> TallyAsync(StoryTally tally, params Step[] steps)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        Story story = new(sandbox, new SkippingClock());
        try
        {
            await story.PlayAsync(steps);
            tally.Add(steps, (await sandbox.RequestsAsync()).Count);
            return true;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{e.Message}{Environment.NewLine}{story.Log}", e);
        }
    }

    // One step less at a time, and then each step without its fault.
    private static IEnumerable<Step[]> Shorter(Step[] steps)
    {
        for (int i = 0; i < steps.Length; i++) yield return [.. steps[..i], .. steps[(i + 1)..]];
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i].Fault != 0) yield return [.. steps[..i], steps[i] with { Fault = 0 }, .. steps[(i + 1)..]];
        }
    }
}

/// <summary>What stories were made of.</summary>
internal sealed class StoryTally
{
    private int _stories;
    private int _steps;
    private int _kills;
    private int _faults;
    private int _requests;

    public void Add(IReadOnlyList<Step> steps, int requests)
    {
        _stories++;
        _steps += steps.Count;
        _kills += steps.Count(step => step.Act is Act.Kill or Act.Stop);
        _faults += steps.Count(step => step.Fault != 0);
        _requests += requests;
    }

    public override string ToString() =>
        $"{_stories} stories of {_steps} steps, with {_kills} kills and stops, {_faults} steps with faults and {_requests} requests";
}
