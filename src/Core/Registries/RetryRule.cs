using System.Net;

namespace Containerize.Registries;

/// <summary>Which failures are worth another attempt, and how long to wait before it.</summary>
internal static class RetryRule
{
    /// <summary>Attempts in all, the first included.</summary>
    public const int Attempts = 3;

    /// <summary>A registry that asks for more than this is not waited for.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public static bool IsTransient(HttpStatusCode status) => (int)status is 408 or 429 or 500 or 502 or 503 or 504 or 522;

    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="asked">What the registry asked for; null when it said nothing.</param>
    public static TimeSpan WaitAfter(int attempt, TimeSpan? asked) => asked ?? TimeSpan.FromMilliseconds(200 * Math.Pow(3, attempt - 1));

    /// <summary>The Retry-After header (RFC 9110 10.2.3): seconds or a date; a date that has passed is no wait.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero,
        _ => null,
    };
}
