using Weir.Transport.Tls;

namespace Weir.Collector.Reading;

/// <summary>A collector elsewhere, and how to speak with it.</summary>
/// <param name="Url">Its root, as it prints it.</param>
/// <param name="Token">With the scope that is needed; null where none is.</param>
/// <param name="Trust">Whom to believe that they are that collector.</param>
public sealed record CollectorAddress(Uri Url, string? Token, PeerTrust Trust);
