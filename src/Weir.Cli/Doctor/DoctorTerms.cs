using System.Net;
using Weir.Collector.Storage;

namespace Weir.Cli.Doctor;

/// <summary>What <c>weir doctor</c> is asked to look at beside the machine itself.</summary>
/// <param name="Listen">TCP places that must be free; empty for the usual ones, which only should be.</param>
/// <param name="Udp">UDP places that must be free.</param>
/// <param name="Certificate">A certificate chain and its key, as PEM files; null for the one that Weir keeps.</param>
/// <param name="Store">A store to look through.</param>
/// <param name="Spool">An agent's spool to look through; null for the usual one, if it is there.</param>
/// <param name="Secrets">Token files that only their owner should read.</param>
internal sealed record DoctorTerms(
    IReadOnlyList<IPEndPoint> Listen,
    IReadOnlyList<IPEndPoint> Udp,
    (string File, string Key)? Certificate,
    StoreAddress? Store,
    string? Spool,
    IReadOnlyList<string> Secrets
);
