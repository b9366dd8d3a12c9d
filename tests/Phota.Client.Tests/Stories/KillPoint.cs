namespace Phota.Tests.Stories;

/// <summary>
/// The death of a process at one of its moments, which are its requests, its answers and its readings of the clock: what is
/// in the destination by then is kept aside, and no request leaves the process any more.
/// </summary>
internal sealed class KillPoint(int moment, string destination, string copy) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    private readonly object _lock = new();
    private int _passed;

    public bool IsReached { get; private set; }

    public void Pass()
    {
        lock (_lock)
        {
            if (IsReached || ++_passed < moment) return;
            if (Directory.Exists(destination)) Copy(destination, copy);
            IsReached = true;
        }
    }

    /// <summary>Makes the destination what it was when the process died.</summary>
    public void Restore()
    {
        if (Directory.Exists(destination)) Directory.Delete(destination, recursive: true);
        if (Directory.Exists(copy)) Directory.Move(copy, destination);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RequireLife();
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        RequireLife();
        return response;
    }

    private void RequireLife()
    {
        Pass();
        if (IsReached) throw new HttpRequestException("The process is dead.");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string folder in Directory.GetDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
