using System.Collections.Concurrent;
using Containerize.Diagnostics;

namespace Containerize.Pipeline;

/// <summary>
/// The log of what several tasks share: passes on to the task on whose behalf the work is done. What happens on nobody's behalf waits for the next task.
/// </summary>
internal sealed class RelayLog : IBuildLog
{
    private readonly AsyncLocal<IBuildLog?> _current = new();
    private readonly ConcurrentQueue<object> _waiting = new();

    /// <summary>From here on, the caller's work is done on behalf of this log.</summary>
    public void Attach(IBuildLog log)
    {
        _current.Value = log;
        while (_waiting.TryDequeue(out var entry))
        {
            if (entry is Diagnostic diagnostic)
                log.Report(diagnostic);
            else
                log.Detail((string)entry);
        }
    }

    public void Report(Diagnostic diagnostic)
    {
        if (_current.Value is { } log)
            log.Report(diagnostic);
        else
            _waiting.Enqueue(diagnostic);
    }

    public void Detail(string line)
    {
        if (_current.Value is { } log)
            log.Detail(line);
        else
            _waiting.Enqueue(line);
    }
}
