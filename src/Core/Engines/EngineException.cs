using System.Net;
using Containerize.Diagnostics;

namespace Containerize.Engines;

/// <summary>An engine answered with an error.</summary>
public sealed class EngineException(Diagnostic diagnostic, HttpStatusCode status) : ContainerizeException(diagnostic)
{
    /// <summary>Status of the answer.</summary>
    public HttpStatusCode Status { get; } = status;
}
