using System.Collections;

namespace Phota.Sandbox.Contract;

/// <summary>What is wrong with a body, collected over all its fields.</summary>
internal sealed class Problems : IEnumerable<Problem>
{
    private readonly List<Problem> _problems = [];

    public bool Any => _problems.Count > 0;

    public void Add(string type, string message, params ReadOnlySpan<object> loc) =>
        _problems.Add(new Problem(type, ["body", .. loc], message));

    /// <summary>Whether this field is all that is wrong.</summary>
    public bool AreOnlyAbout(string field) => Any && _problems.TrueForAll(p => p.Loc is [_, var name, ..] && field.Equals(name));

    public IEnumerator<Problem> GetEnumerator() => _problems.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
