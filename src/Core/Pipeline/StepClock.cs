using System.Diagnostics;

namespace Containerize.Pipeline;

/// <summary>Measures the steps of one publish.</summary>
internal sealed class StepClock
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<StepTime> _times = new();

    public IReadOnlyList<StepTime> Times => [.. _times];

    public async Task<T> MeasureAsync<T>(string step, Func<Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await work().ConfigureAwait(false);
        _times.Enqueue(new StepTime(step, (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds));
        return result;
    }
}
