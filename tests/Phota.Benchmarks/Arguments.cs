using System.Globalization;

namespace Phota.Benchmarks;

/// <summary>A command line of <c>--name value</c> pairs.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    public Arguments(string[] args)
    {
        for (int i = 0; i + 1 < args.Length; i += 2)
            _values[args[i].TrimStart('-')] = args[i + 1];
        if (args.Length % 2 != 0) throw new ArgumentException($"'{args[^1]}' has no value.");
    }

    public string Text(string name, string missing) => _values.GetValueOrDefault(name, missing);

    public int Number(string name, int missing) =>
        _values.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : missing;
}
