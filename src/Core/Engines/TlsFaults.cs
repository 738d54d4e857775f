namespace Containerize.Engines;

/// <summary>What TLS with an engine fails of, in words that a person can act on. The texts of .NET and OpenSSL are all there is to tell them apart.</summary>
internal static class TlsFaults
{
    // An engine that wants a certificate of ours says so after we think that we are connected (TLS 1.3), in the first answer.
    private static readonly string[] Refusals = ["certificate required", "bad certificate", "unknown ca", "certificate unknown", "certificate expired", "expired certificate", "handshake failure"];

    /// <summary>True for an engine's refusal of what we showed it.</summary>
    public static bool IsRefusal(Exception exception) => exception.Message.Contains("alert", StringComparison.Ordinal) && Refusals.Any(exception.Message.Contains);

    /// <summary>The cause and what to do; null when it is not TLS that failed.</summary>
    public static string? Explain(EngineAddress address, IReadOnlyList<Exception> causes)
    {
        if (causes.FirstOrDefault(IsRefusal) is { } refusal)
        {
            return address.Tls?.ClientCertificate is { } shown
                ? $"TLS failed: the engine does not take the certificate {shown} ({Last(refusal)}); get one from the authority that the engine trusts"
                : $"TLS failed: the engine wants a certificate of yours ({Last(refusal)}); put cert.pem and key.pem into the folder of DOCKER_CERT_PATH or of the docker context";
        }

        if (causes.FirstOrDefault(EngineTransport.IsCertificateFault) is not { } fault)
            return null;

        var text = string.Join(' ', causes.Select(cause => cause.Message));
        var authority = address.Tls?.CertificateAuthority ?? "the system's store";
        return text.Contains("NotTimeValid", StringComparison.Ordinal) ? "TLS failed: the engine's certificate has expired, or is not valid yet; give the engine a new one, and look at this machine's clock"
            : text.Contains("UntrustedRoot", StringComparison.Ordinal) || text.Contains("PartialChain", StringComparison.Ordinal)
                ? $"TLS failed: the engine's certificate does not lead to the authority in {authority}; put the engine's own ca.pem into the folder of DOCKER_CERT_PATH or of the docker context"
            : text.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal) ? $"TLS failed: the engine's certificate is for another name than '{address.Host}'; call the engine by a name that its certificate has"
            : text.Contains("frame size", StringComparison.Ordinal) ? "TLS failed: what answers there does not speak TLS; leave DOCKER_TLS_VERIFY and DOCKER_CERT_PATH out, or name the engine's TLS port"
            : $"TLS failed ({Last(fault)}); see DOCKER_CERT_PATH";
    }

    private static string Last(Exception exception) => exception.Message.TrimEnd('.');
}
