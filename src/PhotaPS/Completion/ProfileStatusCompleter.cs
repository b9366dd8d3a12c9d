namespace PhotaPS;

internal sealed class ProfileStatusCompleter : WordCompleter
{
    private protected override IEnumerable<(string Name, string Hint)> Words =>
        Enum.GetNames<PhotaProfileStatus>().Select(name => (name, ""));
}
