namespace Phota;

/// <summary>What an account's jobs have taken lately, by their kind, so that each is first asked after when it may be done.</summary>
internal sealed class JobTimes
{
    private const int Remembered = 9;

    // Of a job that was done at the first question it is not known how much earlier it was, and a service that has just
    // started takes many times as long for its first jobs: so half is tried, which costs a few questions at most.
    private const int Earlier = 2;

    private readonly Dictionary<(string?, string?, string?, int), Queue<TimeSpan>> _times = [];

    /// <summary>When to ask first after a job of a kind; null while none was done. Most took longer than this.</summary>
    public TimeSpan? Expect(PhotaJob job)
    {
        lock (_times)
        {
            if (!_times.TryGetValue(Kind(job), out Queue<TimeSpan>? times)) return null;
            TimeSpan expected = times.OrderBy(time => time).ElementAt((times.Count - 1) / 4);
            return times.Count > 1 ? expected : TimeSpan.FromTicks(expected.Ticks / Earlier);
        }
    }

    /// <summary>Learns from a job that is done.</summary>
    /// <param name="job">The job.</param>
    /// <param name="unfinished">Its age when it was last seen unfinished; null where it never was.</param>
    /// <param name="finished">Its age when it was seen done.</param>
    public void Learn(PhotaJob job, TimeSpan? unfinished, TimeSpan finished)
    {
        lock (_times)
        {
            if (!_times.TryGetValue(Kind(job), out Queue<TimeSpan>? times)) _times.Add(Kind(job), times = new());
            times.Enqueue(unfinished ?? TimeSpan.FromTicks(finished.Ticks / Earlier));
            if (times.Count > Remembered) times.Dequeue();
        }
    }

    private static (string?, string?, string?, int) Kind(PhotaJob job) => (job.Operation, job.BaseModel, job.Resolution, job.Count);
}
