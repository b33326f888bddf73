using System.Security.Cryptography.X509Certificates;

namespace Weir.Transport.Tls;

/// <summary>A certificate with its private key, and what lies between it and an authority.</summary>
public sealed record CertificateChain(X509Certificate2 Leaf, X509Certificate2Collection Intermediates);
