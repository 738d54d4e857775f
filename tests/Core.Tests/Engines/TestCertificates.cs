using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Containerize.Core.Tests.Engines;

/// <summary>Certificates of a test's own, elliptic and short-lived.</summary>
internal static class TestCertificates
{
    /// <summary>Signs itself and others.</summary>
    public static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
    }

    /// <summary>For a server at 127.0.0.1 and for clients alike.</summary>
    /// <param name="authority">Signs it; has its key.</param>
    /// <param name="name">Common name.</param>
    /// <param name="hours">It ends after this many hours from now; may be below zero.</param>
    /// <param name="address">Address that the certificate is for.</param>
    public static X509Certificate2 Issue(X509Certificate2 authority, string name, int hours = 1, string address = "127.0.0.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        var end = DateTimeOffset.UtcNow.AddHours(hours);

        // By the authority's key and not by its certificate, which lets nobody outlive it, not even in the past.
        using var signer = authority.GetECDsaPrivateKey()!;
        using var certificate = request.Create(authority.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), end.AddHours(-20), end, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Writes certificate and key as PEM files.</summary>
    public static void Write(X509Certificate2 certificate, string certificateFile, string keyFile)
    {
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }
}
