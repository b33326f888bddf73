using Weir.Transport.Blocking;

namespace Weir.Transport.Tls;

/// <summary>What may happen to a connection after the handshake that only TLS has.</summary>
internal static class TlsFaults
{
    /// <summary>An end that may be the work of somebody in between (RFC 8446 6.1).</summary>
    public static readonly NetworkFault Unsaid = new(
        FaultKind.Reset,
        "the connection ended without the end that TLS announces"
    );

    public static readonly NetworkFault Garbled = new(FaultKind.Reset, "what came was not what TLS had agreed on");
}
