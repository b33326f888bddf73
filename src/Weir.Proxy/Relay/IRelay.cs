using System.Net;
using Weir.Transport.Loop;

namespace Weir.Proxy.Relay;

/// <summary>Passes on what clients send to one target, and what comes back; impaired, if wanted. Any thread.</summary>
public interface IRelay : IAsyncDisposable
{
    RelayProtocol Protocol { get; }

    /// <summary>Where it listens; its port is the kernel's choice once started when 0 was asked for.</summary>
    IPEndPoint EndPoint { get; }

    IPEndPoint Target { get; }

    RelayStatus Status { get; }

    /// <summary>
    /// What it does to what comes from now on; what is under way keeps its departure. A direction that stays the same goes
    /// on with its randomness, unless the seed is another.
    /// </summary>
    /// <exception cref="ArgumentException">It contradicts itself, or is not for this protocol.</exception>
    RelayImpairment Impairment { get; set; }

    ListenFailure TryStart();
}
