using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Phota;

/// <summary>
/// The file that holds the names of profiles: for each endpoint an object of names and ids. It is kept in order, so that a
/// repository shows a changed name as one changed line.
/// </summary>
internal sealed class ProfileNameFile(string path)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Reads the names of all endpoints; none where there is no file.</summary>
    /// <exception cref="PhotaException">Kind Validation: the file cannot be read or is damaged.</exception>
    public SortedDictionary<string, SortedDictionary<string, string>> Read()
    {
        SortedDictionary<string, SortedDictionary<string, string>> endpoints = new(StringComparer.Ordinal);
        if (ReadText() is not { } text) return endpoints;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            foreach (JsonProperty endpoint in document.RootElement.EnumerateObject())
            {
                SortedDictionary<string, string> names = new(StringComparer.Ordinal);
                foreach (JsonProperty name in endpoint.Value.EnumerateObject())
                {
                    if (names.ContainsKey(name.Name)) throw Damaged($"it has '{name.Name}' twice");
                    if (name.Value.GetString() is not { Length: > 0 } id) throw Damaged($"'{name.Name}' has no id");
                    names.Add(name.Name, id);
                }

                if (endpoints.ContainsKey(endpoint.Name)) throw Damaged($"it has '{endpoint.Name}' twice");
                endpoints.Add(endpoint.Name, names);
            }

            return endpoints;
        }
        catch (JsonException e)
        {
            throw Damaged(e.LineNumber is { } line ? FormattableString.Invariant($"line {line + 1} is not JSON") : "it is not JSON", e);
        }
        catch (InvalidOperationException e)
        {
            throw Damaged("it is not an object of endpoints, each with an object of names and ids", e);
        }
    }

    /// <summary>Changes the names of one endpoint. Processes that do so at the same time wait for each other.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="change">Changes the names as they are now, or throws.</param>
    /// <exception cref="PhotaException">Kind Validation: the file is damaged. Kind OutputFile: it cannot be written.</exception>
    public void Change(string endpoint, Action<SortedDictionary<string, string>> change)
    {
        try
        {
            using FileStream held = Hold();
            SortedDictionary<string, SortedDictionary<string, string>> endpoints = Read();
            if (!endpoints.TryGetValue(endpoint, out SortedDictionary<string, string>? names)) endpoints.Add(endpoint, names = new(StringComparer.Ordinal));
            change(names);
            if (names.Count == 0) endpoints.Remove(endpoint);
            Write(endpoints);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhotaException(PhotaErrorKind.OutputFile, $"The profile names in '{path}' cannot be written: {e.Message}", e) { Remedy = PhotaRemedy.CheckNameFile };
        }
    }

    private string? ReadText()
    {
        try
        {
            using FileStream stream = RegularFile.OpenRead(path, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhotaException(PhotaErrorKind.Validation, $"The profile names in '{path}' cannot be read: {e.Message}", e)
            {
                Remedy = PhotaRemedy.CheckNameFile,
                IsFatal = true,
            };
        }
        catch (DecoderFallbackException e)
        {
            throw Damaged("it is not UTF-8", e);
        }
    }

    private void Write(SortedDictionary<string, SortedDictionary<string, string>> endpoints)
    {
        string target = Target();
        string folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder)) UserState.Create(folder);
        string part = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            using (FileStream stream = new(part, FileMode.CreateNew, FileAccess.Write))
            {
                byte[] bytes = ToJson(endpoints);
                stream.Write(bytes, 0, bytes.Length);
                DurableFolder.FlushFile(stream);
            }

            Try(() => Replace(part, target));
            DurableFolder.Flush(folder);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static byte[] ToJson(SortedDictionary<string, SortedDictionary<string, string>> endpoints)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonSerializer.Serialize(writer, endpoints);

        // The same bytes on every system, for the file may be shared by many.
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text.ToArray()).Replace("\r\n", "\n") + "\n");
    }

#if NETFRAMEWORK
    private string Target() => Path.GetFullPath(path);

    private static void Replace(string part, string target)
    {
        if (File.Exists(target)) File.Replace(part, target, null);
        else File.Move(part, target);
    }
#else
    // A link, for example into a folder of configuration files, stays one.
    private string Target()
    {
        FileInfo file = new(path);
        return file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName : file.FullName;
    }

    private static void Replace(string part, string target)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(part, File.GetUnixFileMode(target));
        File.Move(part, target, overwrite: true);
    }
#endif

    // Not beside the file: a shared folder is to hold nothing but the names. It is never deleted, because a process may be
    // about to open it.
    private FileStream Hold()
    {
        string folder = Path.Combine(UserState.Folder, "locks");
        UserState.Create(folder);
        string name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Target().ToUpperInvariant())), 0, 8);
        FileStream? held = null;
        Try(() => held = new FileStream(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        return held!;
    }

    // What another process has open for a moment is tried again; Windows then also says that access is denied.
    private static void Try(Action step)
    {
        bool isWindows = Path.DirectorySeparatorChar == '\\';
        for (TimeSpan waited = TimeSpan.Zero; ; waited += s_pause)
        {
            try
            {
                step();
                return;
            }
            catch (Exception e) when (waited < s_patience && (e is IOException || (e is UnauthorizedAccessException && isWindows)))
            {
                Thread.Sleep(s_pause);
            }
        }
    }

    private PhotaException Damaged(string why, Exception? cause = null) =>
        new(PhotaErrorKind.Validation, $"The profile names in '{path}' are damaged: {why}.", cause)
        {
            Remedy = PhotaRemedy.CheckNameFile,
            IsFatal = true,
        };
}
