using System.Collections.ObjectModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>A user's own script block that puts a photo somewhere, or takes it away.</summary>
internal static class PhotoScript
{
    /// <summary>Runs it with the photo as <c>$_</c>; its output is returned.</summary>
    /// <exception cref="PhotaException">Kind OutputFile: it failed.</exception>
    public static Collection<PSObject> Run(ScriptBlock script, object photo, string name)
    {
        try
        {
            return script.InvokeWithContext(null, [new PSVariable("_", photo), new PSVariable("ErrorActionPreference", ActionPreference.Stop)], name);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            Exception cause = e is MethodInvocationException ? e.GetBaseException() : e;
            throw new PhotaException(PhotaErrorKind.OutputFile, $"The script block failed for '{InputName.Of(photo)}': {cause.Message}", e) { IsFatal = true }
                .WithAdvice("Correct the script block and run the command again.");
        }
    }

    /// <summary>Runs it and takes the last of its output for the photo's URL; programs may have written something before.</summary>
    /// <exception cref="PhotaException">Kind OutputFile: it failed, or wrote no URL.</exception>
    public static Uri Publish(ScriptBlock script, FileInfo file, string name)
    {
        string? last = Run(script, file, name).LastOrDefault()?.ToString()?.Trim();
        if (Uri.TryCreate(last, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return url;
        throw new PhotaException(PhotaErrorKind.OutputFile, $"The script block wrote no URL for '{file.FullName}'.") { IsFatal = true }
            .WithAdvice("Let the last thing that it writes be the URL by which Phota can fetch the photo.");
    }
}
