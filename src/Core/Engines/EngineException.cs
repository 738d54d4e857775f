using System.Net;
using Containerize.Diagnostics;

namespace Containerize.Engines;

/// <summary>An engine said no. Its own type, because callers react to some answers: a port that is taken, a name that exists.</summary>
public sealed class EngineException(Diagnostic diagnostic, HttpStatusCode status, string engineMessage) : ContainerizeException(diagnostic)
{
    /// <summary>What the engine answered with.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The engine's own words.</summary>
    public string EngineMessage { get; } = engineMessage;
}
