using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Phota.Benchmarks.Server;

/// <summary>A certificate for this machine that lives as long as the run; contenders trust it through SSL_CERT_FILE.</summary>
internal static class DevCertificate
{
    /// <summary>Makes a certificate.</summary>
    /// <param name="path">Where to put it with its key, as PKCS #12; <see cref="Trusted"/> lies beside it.</param>
    public static void Create(string path)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12));
        File.WriteAllText(Trusted(path), certificate.ExportCertificatePem());
    }

    public static string Trusted(string path) => Path.ChangeExtension(path, ".pem");
}
