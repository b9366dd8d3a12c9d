namespace Phota.Tests.Models;

public sealed class ModelRulesTests
{
    // Contract sec. 5: which model makes which resolution.
    [Theory]
    [InlineData("nb2", "1K,2K,4K", "")]
    [InlineData("gpt-image-2", "1K,2K,4K", "")]
    [InlineData("qwen-image-2", "1K,2K", "4K")]
    [InlineData("flux-2", "1K,2K", "4K")]
    [InlineData("reve", "1K", "2K,4K")]
    [InlineData(null, "1K,2K,4K", "8K")]
    public void A_model_makes_its_resolutions_and_no_others(string? model, string made, string refused)
    {
        foreach (string operation in new[] { "edit", "generate" })
        {
            foreach (string resolution in Words(made)) ModelRules.Validate(model, resolution, null, operation);
            foreach (string resolution in Words(refused))
                AssertRefused(() => ModelRules.Validate(model, resolution, null, operation), resolution, model ?? "nb2", "guides/base-models");
        }
    }

    [Theory]
    [InlineData("gpt-image-2", "auto", true)]
    [InlineData("gpt-image-2", "low", true)]
    [InlineData("gpt-image-2", "medium", true)]
    [InlineData("gpt-image-2", "high", true)]
    [InlineData("gpt-image-2", "best", false)]
    [InlineData("nb2", "high", false)]
    [InlineData("reve", "auto", false)]
    [InlineData(null, "high", false)]
    public void Only_one_model_takes_a_quality(string? model, string quality, bool isAllowed)
    {
        if (isAllowed) ModelRules.Validate(model, null, quality, "edit");
        else AssertRefused(() => ModelRules.Validate(model, null, quality, "edit"), "quality", "release-notes v0.4.0");
    }

    [Theory]
    [InlineData("enhance")]
    [InlineData("remix")]
    public void A_pinned_operation_takes_no_choice(string operation)
    {
        ModelRules.Validate(null, null, null, operation);
        AssertRefused(() => ModelRules.Validate("reve", null, null, operation), operation, "reve", "nb2", "2K");
        AssertRefused(() => ModelRules.Validate(null, "4K", null, operation), operation, "4K");
        AssertRefused(() => ModelRules.Validate(null, null, "high", operation), operation, "high");
    }

    [Fact]
    public void A_model_that_is_newer_than_the_table_may_do_anything() => ModelRules.Validate("nb3", "16K", "supreme", "generate");

    [Fact]
    public void What_a_model_does_not_make_can_be_chosen_otherwise() => Assert.Equal(
        PhotaRemedy.ChooseModel, Assert.Throws<PhotaException>(() => ModelRules.Validate("reve", "4K", null, "edit")).Remedy);

    [Fact]
    public void The_table_has_one_default_and_no_id_twice()
    {
        Assert.Equal("nb2", ModelTable.Default.Id);
        Assert.Equal(ModelTable.Models.Count, ModelTable.Models.Select(model => model.Id).Distinct().Count());
        Assert.Equal(["nb2"], ModelTable.Models.Where(model => model.PinnedFor == "enhance,remix").Select(model => model.Id));
        Assert.Equal(["gpt-image-2"], ModelTable.Models.Where(model => model.Billing == "tokens").Select(model => model.Id));
    }

    private static string[] Words(string words) => words.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static void AssertRefused(Action check, params string[] words)
    {
        PhotaException error = Assert.Throws<PhotaException>(check);
        Assert.Equal(PhotaErrorKind.Validation, error.Kind);
        foreach (string word in words) Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }
}
