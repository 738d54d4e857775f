using System.Net;
using Containerize.Diagnostics;

namespace Containerize.Registries;

/// <summary>A registry refused or could not be reached. <see cref="Status"/> is null when no answer came.</summary>
public sealed class RegistryException : ContainerizeException
{
    /// <summary>A failure that a diagnostic describes.</summary>
    public RegistryException(Diagnostic diagnostic, HttpStatusCode? status, Exception? inner = null)
        : base(diagnostic, inner) => Status = status;

    /// <summary>Status of the answer.</summary>
    public HttpStatusCode? Status { get; }
}
