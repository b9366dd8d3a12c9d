using System.Text.RegularExpressions;

namespace Phota;

/// <summary>
/// Names that people give to profiles, kept in a file; the service knows ids only. What goes over the wire, and so what a
/// request is known by, is always the id.
/// </summary>
public sealed class ProfileNames
{
    private const int LongestName = 64;

    private static readonly Regex s_token = new(@"\[\[([^\[\]]*)\]\]", RegexOptions.CultureInvariant);

    private readonly ProfileNameFile _file;
    private readonly string _endpoint;
    private IReadOnlyDictionary<string, string>? _names;

    /// <summary>The names at an endpoint; the file is read when a name is asked for.</summary>
    /// <param name="path">The file's full path; there need be none yet.</param>
    /// <param name="endpoint">The service that the ids belong to.</param>
    public ProfileNames(string path, Uri endpoint)
    {
        _file = new ProfileNameFile(path);
        _endpoint = RequestFingerprint.CanonicalEndpoint(endpoint);
    }

    /// <summary>The file of a user who has not chosen another: in the folder that the operating system has for a user's settings.</summary>
    public static string DefaultPath => Path.Combine(UserState.Configuration, "profiles.json");

    /// <summary>The id of each name, in order.</summary>
    /// <exception cref="PhotaException">Kind Validation: the file is damaged or cannot be read.</exception>
    public IReadOnlyDictionary<string, string> All =>
        _names ??= _file.Read().TryGetValue(_endpoint, out SortedDictionary<string, string>? names) ? names : new SortedDictionary<string, string>();

    /// <summary>The name of a profile; null if it has none.</summary>
    /// <param name="profileId">The profile's id.</param>
    /// <exception cref="PhotaException">Kind Validation: the file is damaged or cannot be read.</exception>
    public string? NameOf(string profileId) => All.FirstOrDefault(pair => pair.Value == profileId).Key;

    /// <summary>The id that a name stands for; what is no name is taken for an id.</summary>
    /// <param name="nameOrId">A name or an id.</param>
    /// <exception cref="PhotaException">Kind Validation: it is nearly a known name, and so probably a typing error.</exception>
    public string Resolve(string nameOrId)
    {
        string name = Normal(nameOrId);
        if (All.TryGetValue(name, out string? id)) return id;
        if (All.Values.Contains(nameOrId, StringComparer.Ordinal)) return nameOrId;
        if (All.Keys.FirstOrDefault(known => NearWord.IsNear(name, known)) is not { } near) return nameOrId;
        throw new PhotaException(PhotaErrorKind.Validation, $"There is no profile named '{nameOrId}'; did you mean '{near}'?") { Remedy = PhotaRemedy.CheckName };
    }

    /// <summary>A request with ids instead of names, among its profiles and in <c>[[…]]</c> in its prompt.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="PhotaException">Kind Validation: something is nearly a known name.</exception>
    public ImageRequest Resolve(ImageRequest request) =>
        request.WithProfiles([.. request.Profiles.Select(Resolve).Distinct(StringComparer.Ordinal)]) with { Prompt = ResolvePrompt(request.Prompt) };

    /// <summary>Checks that a profile may be given a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="PhotaException">Kind Validation: it may not have such a name.</exception>
    public void Require(string name)
    {
        if (name.Trim().Length != name.Length || name.Length is 0 or > LongestName || !PathPart.IsUnicode(name))
            throw Refused($"The name '{name}' is refused: it must have 1 to {LongestName} characters, without spaces around them.");
        if (name.Any(c => c is '[' or ']' || char.IsControl(c)))
            throw Refused($"The name '{name}' is refused: it must be without brackets and control characters, for [[…]] encloses it in a prompt.");
        if (All.Values.Contains(name, StringComparer.Ordinal)) throw Refused($"'{name}' is the id of a profile, so it cannot be a name.");
        if (!All.ContainsKey(Normal(name)) && All.Keys.FirstOrDefault(known => string.Equals(known, Normal(name), StringComparison.OrdinalIgnoreCase)) is { } other)
            throw Refused($"The name '{name}' differs from '{other}' in case alone.");
    }

    /// <summary>Gives a profile a name, instead of the one that it had.</summary>
    /// <param name="name">The name.</param>
    /// <param name="profileId">The profile's id.</param>
    /// <param name="overwrite">Whether the name may be taken from another profile.</param>
    /// <exception cref="PhotaException">Kind Validation: the name is refused, or another profile has it. Kind OutputFile: it cannot be written.</exception>
    public void Set(string name, string profileId, bool overwrite = false)
    {
        name = Normal(name);
        _file.Change(_endpoint, names =>
        {
            _names = names;
            Require(name);
            if (!overwrite && names.TryGetValue(name, out string? owner) && owner != profileId) throw Refused($"Profile {owner} has the name '{name}' already.");
            Forget(names, profileId);
            names[name] = profileId;
        });
    }

    /// <summary>Removes the name of a profile; whether it had one.</summary>
    /// <param name="profileId">The profile's id.</param>
    /// <exception cref="PhotaException">Kind OutputFile: it cannot be written.</exception>
    public bool Remove(string profileId)
    {
        bool isNamed = false;
        _file.Change(_endpoint, names =>
        {
            isNamed = Forget(names, profileId);
            _names = names;
        });
        return isNamed;
    }

    private string? ResolvePrompt(string? prompt) => prompt is null ? null : s_token.Replace(prompt, match =>
    {
        string token = match.Groups[1].Value.Trim();
        return token.Length == 0 || Resolve(token) is var id && id == token ? match.Value : $"[[{id}]]";
    });

    private static bool Forget(SortedDictionary<string, string> names, string profileId)
    {
        string[] old = [.. names.Where(pair => pair.Value == profileId).Select(pair => pair.Key)];
        foreach (string name in old) names.Remove(name);
        return old.Length > 0;
    }

    // Keyboards and file systems write one letter in two ways.
    private static string Normal(string name) => PathPart.IsUnicode(name) ? name.Normalize() : name;

    private static PhotaException Refused(string why) => new(PhotaErrorKind.Validation, why);
}
