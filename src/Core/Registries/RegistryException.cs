using System.Net;
using Containerize.Diagnostics;

namespace Containerize.Registries;

/// <summary>A registry refused or could not be reached.</summary>
public sealed class RegistryException : ContainerizeException
{
    /// <summary>A failure that a diagnostic describes.</summary>
    public RegistryException(Diagnostic diagnostic, HttpStatusCode? status, Exception? inner = null)
        : base(diagnostic, inner) => Status = status;

    /// <summary>Status of the answer; null when no answer came, or when what it brought was wrong.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The registry's own code, <c>DENIED</c> (distribution-spec, error codes); empty when it gave none.</summary>
    public string ErrorCode { get; init; } = "";

    /// <summary>True when the same request may succeed a moment later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the registry asks to wait; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
