namespace PhotaPS;

/// <summary>How long a training is waited for: it takes about 20 minutes by guides/profiles, less by other reports.</summary>
internal static class TrainingWait
{
    public const int TimeoutSec = 3600;

    public const int PollIntervalSec = 10;
}
