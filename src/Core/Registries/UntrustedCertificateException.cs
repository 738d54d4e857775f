using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Containerize.Registries;

/// <summary>A certificate is not accepted; the message says in a few words why.</summary>
internal sealed class UntrustedCertificateException(string message) : AuthenticationException(message)
{
    /// <summary>For SslStream: accepts what the system accepts, and keeps the reason when it does not.</summary>
    public static bool Check(SslPolicyErrors errors, X509Chain? chain) => errors == SslPolicyErrors.None ? true : throw new UntrustedCertificateException(Reason(errors, chain));

    private static string Reason(SslPolicyErrors errors, X509Chain? chain)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "it shows no certificate";

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return "its certificate is for another host";

        var status = chain?.ChainStatus.Select(item => item.Status).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one) ?? X509ChainStatusFlags.NoError;
        return status.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "its certificate has expired or is not valid yet"
            : status.HasFlag(X509ChainStatusFlags.Revoked) ? "its certificate was revoked"
            : "its certificate comes from an authority that this machine does not trust";
    }
}
