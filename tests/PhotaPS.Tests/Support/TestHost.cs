// Compiled by Shell.ps1 in the pwsh that runs the tests: a host that records what it is shown and answers when told to.
#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Threading;

namespace PhotaPS.Tests;

public sealed class TestHost(string name) : PSHost
{
    private readonly TestScreen _screen = new();

    public override string Name => name;

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _screen;

    public TestScreen Screen => _screen;

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }
}

public sealed record Shown(ProgressRecord Record, TimeSpan At, int Thread);

public sealed class TestScreen : PSHostUserInterface
{
    private readonly List<Shown> _progress = [];
    private readonly List<string> _lines = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly BlockingCollection<int> _answers = [];
    private readonly SemaphoreSlim _questions = new(0);

    public override PSHostRawUserInterface? RawUI => null;

    public Shown[] Progress
    {
        get
        {
            lock (_progress) return [.. _progress];
        }
    }

    /// <summary>What a person would read, line by line.</summary>
    public string[] Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public override bool SupportsVirtualTerminal => true;

    /// <summary>Waits until a line says something.</summary>
    public string WaitForLine(string text)
    {
        Stopwatch waited = Stopwatch.StartNew();
        lock (_lines)
        {
            while (true)
            {
                string? found = _lines.FirstOrDefault(line => line.Contains(text));
                if (found is not null) return found;
                if (!Monitor.Wait(_lines, TimeSpan.FromSeconds(20)) || waited.Elapsed > TimeSpan.FromSeconds(20))
                    throw new TimeoutException($"No line said '{text}', but: {string.Join(" | ", _lines)}");
            }
        }
    }

    /// <summary>Waits until a bar says something.</summary>
    public ProgressRecord WaitForProgress(string text)
    {
        Stopwatch waited = Stopwatch.StartNew();
        lock (_progress)
        {
            while (true)
            {
                Shown? found = _progress.LastOrDefault(shown => shown.Record.StatusDescription.Contains(text));
                if (found is not null) return found.Record;
                if (!Monitor.Wait(_progress, TimeSpan.FromSeconds(20)) || waited.Elapsed > TimeSpan.FromSeconds(20))
                    throw new TimeoutException($"No bar said '{text}', but: {string.Join(" | ", _progress.Select(shown => shown.Record.StatusDescription))}");
            }
        }
    }

    public void WaitForQuestion()
    {
        if (!_questions.Wait(TimeSpan.FromSeconds(20))) throw new TimeoutException("Nobody asked.");
    }

    public void Answer(int choice) => _answers.Add(choice);

    /// <summary>What a console does when Ctrl+C is pressed at a question.</summary>
    public void BreakOff() => _answers.CompleteAdding();

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Add(message);
        _questions.Release();
        try
        {
            return _answers.Take();
        }
        catch (InvalidOperationException)
        {
            throw new PipelineStoppedException();
        }
    }

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_progress)
        {
            _progress.Add(new(record, _clock.Elapsed, Environment.CurrentManagedThreadId));
            Monitor.PulseAll(_progress);
        }
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        throw new NotSupportedException();

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw new NotSupportedException();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw new NotSupportedException();

    public override string ReadLine() => throw new NotSupportedException();

    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();

    public override void Write(string value)
    {
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
    }

    public override void WriteLine(string value) => Add(value);

    public override void WriteErrorLine(string value) => Add(value);

    public override void WriteDebugLine(string message) => Add($"DEBUG: {message}");

    public override void WriteVerboseLine(string message) => Add($"VERBOSE: {message}");

    public override void WriteWarningLine(string message) => Add($"WARNING: {message}");

    private void Add(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
            Monitor.PulseAll(_lines);
        }
    }
}

/// <summary>A host's context that never runs what it is given: work that wanted to come back to it would hang.</summary>
public sealed class DeadContext : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state)
    {
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
    }
}
