using System.Collections.Concurrent;
using System.Globalization;

namespace Phota.Sandbox.State;

internal sealed class Switches
{
    private readonly ConcurrentDictionary<string, string> _values = new();

    public Switches(IReadOnlyDictionary<string, string> initial) => Set(initial);

    public string this[Switch @switch] => _values.GetValueOrDefault(@switch.Name, @switch.Default);

    public decimal Number(Switch @switch) => decimal.Parse(this[@switch], CultureInfo.InvariantCulture);

    public int Status(Switch @switch) => (int)Number(@switch);

    public TimeSpan Milliseconds(Switch @switch) => TimeSpan.FromMilliseconds((double)Number(@switch));

    public TimeSpan Seconds(Switch @switch) => TimeSpan.FromSeconds((double)Number(@switch));

    /// <summary>Sets all or none.</summary>
    /// <exception cref="ArgumentException">A name or value that does not exist; the message lists what does.</exception>
    public void Set(IReadOnlyDictionary<string, string> values)
    {
        foreach ((string name, string value) in values)
        {
            if (!SwitchTable.ByName.TryGetValue(name, out Switch? known))
            {
                string names = string.Join(", ", SwitchTable.All.Select(s => s.Name));
                throw new ArgumentException($"There is no switch '{name}'. The switches are: {names}.");
            }

            if (!known.Accepts(value))
                throw new ArgumentException($"Switch '{name}' cannot be '{value}'. It takes: {known.Expected}.");
        }

        foreach ((string name, string value) in values)
            _values[name] = value;
    }
}
