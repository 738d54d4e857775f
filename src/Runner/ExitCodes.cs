namespace Containerize.Runner;

/// <summary>Exit codes of the runner itself. A container that ran gives its own.</summary>
internal static class ExitCodes
{
    /// <summary>The container could not be started.</summary>
    public const int Failed = 1;

    /// <summary>It was stopped before it ran: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;
}
