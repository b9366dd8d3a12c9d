using System.Globalization;
using Phota.Sandbox.State;

namespace Phota.Sandbox;

internal sealed record CommandLine(SandboxOptions Options, int? ParentPid, bool StopOnStdinClose)
{
    public const string Usage =
        "usage: Phota.Sandbox [--port N] [--seed N] [--switch name=value]... [--like parity.json] [--parent-pid N] [--stop-on-stdin-close]";

    /// <exception cref="ArgumentException">An option is unknown or its value is no good; the message says which.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var options = new SandboxOptions();
        var switches = new Dictionary<string, string>();
        int? parent = null;
        bool stopOnStdinClose = false;
        for (int i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--port":
                    options = options with { Port = Number(largest: ushort.MaxValue) };
                    break;
                case "--seed":
                    options = options with { Seed = Number(least: int.MinValue) };
                    break;
                case "--switch":
                    string[] pair = Value().Split('=', 2);
                    switches[pair[0]] = pair.Length == 2 ? pair[1] : throw new ArgumentException("--switch takes name=value.");
                    break;
                case "--like":
                    foreach ((string name, string value) in ParityFile.Positions(Value())) switches[name] = value;
                    break;
                case "--parent-pid":
                    parent = Number();
                    break;
                case "--stop-on-stdin-close":
                    stopOnStdinClose = true;
                    break;
                default:
                    throw new ArgumentException($"There is no option '{args[i]}'.");
            }

            string Value() => ++i < args.Count ? args[i] : throw new ArgumentException($"{args[i - 1]} takes a value.");

            int Number(int least = 0, int largest = int.MaxValue) =>
                int.TryParse(Value(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                && number >= least && number <= largest
                    ? number
                    : throw new ArgumentException(
                        $"{args[i - 1]} takes a whole number from {least} to {largest}, not '{args[i]}'.");
        }

        _ = new Switches(switches);
        return new CommandLine(options with { Switches = switches }, parent, stopOnStdinClose);
    }
}
