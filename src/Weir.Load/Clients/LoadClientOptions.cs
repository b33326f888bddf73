using Weir.Content.Hashes;
using Weir.Transport.Tls;

namespace Weir.Load.Clients;

/// <summary>What the clients of a run have in common, and where one of them keeps its file.</summary>
internal sealed record LoadClientOptions
{
    public required string RunId { get; init; }

    /// <summary>The hash that the file must have; null when the clients are compared with each other.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>Null to drop the bytes.</summary>
    public string? KeepAs { get; init; }

    public PeerTrust Trust { get; init; } = PeerTrust.Default;

    /// <summary>SHA-256 where nobody asked for another.</summary>
    public HashAlgorithmKind Algorithm => Checksum?.Algorithm ?? HashAlgorithmKind.Sha256;
}
