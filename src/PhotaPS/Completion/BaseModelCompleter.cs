namespace PhotaPS;

internal sealed class BaseModelCompleter : WordCompleter
{
    private protected override IEnumerable<(string Name, string Hint)> Words =>
        ModelTable.Models.Select(model => (model.Id, $"{model.Name}: {model.Resolution}, {model.Billing}"));
}
