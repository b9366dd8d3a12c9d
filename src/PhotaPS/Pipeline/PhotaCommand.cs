using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>What every cmdlet of the module shares: the session, and errors as records.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PhotaCommand : PSCmdlet
{
    private protected static PhotaSession Session => PhotaSession.Current;

    /// <summary>What -Verbose tells.</summary>
    private protected RequestLog Requests => field ??= new(this);

    /// <summary>Writes a result, and remembers its name for completion.</summary>
    private protected void Emit(object result)
    {
        Session.Seen.Remember(result);
        WriteObject(result);
    }

    private protected void WriteError(PhotaException error, object? target)
    {
        Announce(error, target);
        WriteError(error.ToErrorRecord(target));
    }

    private protected void Throw(PhotaException error, object? target = null)
    {
        Announce(error, target);
        ThrowTerminatingError(error.ToErrorRecord(target));
    }

    /// <summary>Asks as PowerShell does, but not where nobody can answer: there a question would hang a build, or fail as something else.</summary>
    private protected new bool ShouldProcess(string? target, string action)
    {
        if (Onlookers.AreMissing(Host) && this.WillAsk())
        {
            Throw(new PhotaException(PhotaErrorKind.Validation, $"Nobody is here to confirm: {action} ({target}).")
            {
                RecommendedAction = "If it shall be done without being asked for, add -Confirm:$false.",
            });
        }

        return base.ShouldProcess(target, action);
    }

    /// <summary>Tells others of an error before it is written.</summary>
    private protected virtual void Announce(PhotaException error, object? target)
    {
    }

    /// <summary>The full path of a photo, wildcards taken literally; it need not exist.</summary>
    private protected string FilePath(string path) => FileSystemPath(path)
        ?? throw new PhotaException(PhotaErrorKind.InputFile, $"'{path}' is not a file system path.");

    /// <summary>The full path of a folder; it need not exist.</summary>
    private protected string FolderPath(string path) => FileSystemPath(path)
        ?? throw new PhotaException(PhotaErrorKind.OutputFile, $"'{path}' is not a file system path.") { IsFatal = true };

    /// <summary>The full path of a file or folder, wildcards taken literally; null when it is of another provider.</summary>
    private protected string? FileSystemPath(string path)
    {
        // To find a path's drive PowerShell reads the machine's list of mounts; thousands of files name theirs themselves.
        if (InputFile.PathOf(path) is { } file) return file;
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? full : null;
        }
        catch (SessionStateException)
        {
            // A drive or provider that does not exist.
            return null;
        }
    }

    /// <summary>The files that a path with wildcards names; what does not exist is left as it is, to be reported like any other bad photo.</summary>
    private protected IReadOnlyList<string> ExpandPath(string pattern)
    {
        if (InputFile.PathOf(pattern) is { } file && WildcardPattern.Escape(file) == file) return [pattern];
        try
        {
            IReadOnlyList<string> paths = GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider);
            return provider.Name == "FileSystem" ? paths : [pattern];
        }
        catch (SessionStateException)
        {
            return [pattern];
        }
    }
}
