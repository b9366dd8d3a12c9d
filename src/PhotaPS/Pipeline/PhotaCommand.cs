using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>What every cmdlet of the module shares: the session, one call at a time, and errors as records.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PhotaCommand : PSCmdlet, IDisposable
{
    /// <summary>A timer takes no more than 24 days.</summary>
    private protected const int MaxTimeoutSec = 2_000_000;

    private readonly CancellationTokenSource _stop = new();
    private PhotaClient? _client;
    private bool _isNamelessnessTold;

    private protected static PhotaSession Session => PhotaSession.Current;

    /// <summary>What -Verbose tells.</summary>
    private protected RequestLog Requests => field ??= new(this);

    /// <summary>The names of profiles, as they are when this command first asks for one.</summary>
    private protected ProfileNames ProfileNames => field ??= Session.OpenProfileNames();

    private protected CancellationToken Stopped => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing) => _stop.Cancel();

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Runs one step for one input: an error is reported for it, and the rest goes on unless nothing further can succeed.</summary>
    private protected void Run(object? input, Action step)
    {
        try
        {
            step();
        }
        catch (PhotaException e) when (e.IsFatal)
        {
            Throw(e, input);
        }
        catch (PhotaException e)
        {
            WriteError(e, input);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Waits for one call, and lets go of it at once when the cmdlet is stopped.</summary>
    /// <param name="call">The call; it must heed its token.</param>
    /// <param name="tick">Called on this thread several times a second while the call goes on.</param>
    private protected T Run<T>(Func<CancellationToken, Task<T>> call, Action? tick = null)
    {
        T? result = default;
        using BoundedTaskPump<T> pump = new(1, value => result = value, Tick);
        using CancellationTokenRegistration registration = _stop.Token.Register(pump.Stop);
        try
        {
            pump.Add(call);
            pump.Complete();
            Requests.Write();
            return result!;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        void Tick()
        {
            Requests.Write();
            tick?.Invoke();
        }
    }

    /// <summary>Waits for one call of the service.</summary>
    /// <param name="call">The call; it must heed its token.</param>
    /// <param name="tick">Called on this thread several times a second while the call goes on.</param>
    private protected T Call<T>(Func<PhotaClient, CancellationToken, Task<T>> call, Action? tick = null)
    {
        PhotaClient client = _client ??= Session.CreateClient(timeout: null, Requests.Add);
        return Run(stop => call(client, stop), tick);
    }

    private protected void Call(Func<PhotaClient, CancellationToken, Task> call) => Call(async (client, stop) =>
    {
        await call(client, stop).ConfigureAwait(false);
        return true;
    });

    /// <summary>Writes a result, and remembers its name for completion. A saved image binds like a file, to -LiteralPath.</summary>
    private protected void Emit(object result)
    {
        if (result is PhotaProfile profile) result = WithName(profile);
        Session.Seen.Remember(result);
        WriteObject(result is PhotaImage { FullName: { } path } ? InputFile.WithPSPath(result, path) : result);
    }

    /// <summary>Emits a file as Get-Item does, with what its table shows.</summary>
    private protected void WriteFile(string path) =>
        WriteObject(InvokeProvider.Item.Get([InputFile.Provider + path], force: true, literalPath: true), enumerateCollection: true);

    private protected new void WriteVerbose(string text) => base.WriteVerbose(ShownText.Line(text));

    private protected new void WriteWarning(string text) => base.WriteWarning(ShownText.Line(text));

    // A profile may have just been paid for, so it is emitted even where the names cannot be read.
    private PhotaProfile WithName(PhotaProfile profile)
    {
        try
        {
            return profile with { Name = ProfileNames.NameOf(profile.ProfileId) };
        }
        catch (PhotaException e)
        {
            if (!_isNamelessnessTold) WriteWarning(e.Message);
            _isNamelessnessTold = true;
            return profile;
        }
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

    /// <summary>Asks as PowerShell does, but not in an unattended process, where a question would hang the build or fail with a misleading error.</summary>
    private protected new bool ShouldProcess(string? target, string action)
    {
        if (target is not null) target = ShownText.Line(target);
        if (HostInteractivity.IsUnattendedConsole(Host) && this.WillAsk())
        {
            Throw(new PhotaException(PhotaErrorKind.Validation, $"This session cannot ask for confirmation: {action} ({target}).")
                .WithAdvice("To run it unattended, add -Confirm:$false."));
        }

        return base.ShouldProcess(target, action);
    }

    /// <summary>Tells others of an error before it is written.</summary>
    private protected virtual void Announce(PhotaException error, object? target)
    {
    }

    /// <summary>The ledger of a destination, which must have one.</summary>
    private protected Ledger OpenLedger(string destination)
    {
        Ledger ledger = Ledger.Open(FolderPath(destination));
        return ledger.Exists
            ? ledger
            : throw new PhotaException(PhotaErrorKind.NotFound, $"'{destination}' has no ledger.") { IsFatal = true }
                .WithAdvice("Give a folder that was the -Destination of a PhotaPS command.");
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

    /// <summary>
    /// The files that a path with wildcards names; what does not exist is left as it is, to be reported like any other bad photo.
    /// Wildcards may match nothing, as everywhere in PowerShell; but a file of that very name was meant by it.
    /// </summary>
    /// <exception cref="PhotaException">Kind InputFile: there is a file of that name, which the wildcards do not match.</exception>
    private protected IReadOnlyList<string> ExpandPath(string pattern)
    {
        if (InputFile.PathOf(pattern) is { } file && WildcardPattern.Escape(file) == file) return [pattern];
        try
        {
            Collection<string> paths = GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider);
            if (provider.Name != "FileSystem") return [pattern];
            if (paths.Count > 0 || FileSystemPath(pattern) is not { } literal || !File.Exists(literal)) return paths;
            throw new PhotaException(PhotaErrorKind.InputFile, $"'{pattern}' matches no file: its brackets are wildcards.")
                .WithAdvice("Give the file of that name to -LiteralPath.");
        }
        catch (SessionStateException)
        {
            return [pattern];
        }
    }
}
