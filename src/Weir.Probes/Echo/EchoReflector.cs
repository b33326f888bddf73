using Weir.Probes.Reflector;
using Weir.Transport.Udp;

namespace Weir.Probes.Echo;

/// <summary>An echo server (RFC 862): each datagram goes back as it came.</summary>
/// <remarks>
/// Services on well-known ports (echo, chargen, time, DNS, NTP) answer whatever comes, and so does another echo server,
/// which most likely has this one's port: to those nothing is sent, or one forged datagram would run for ever.
/// </remarks>
/// <param name="port">The port that it serves at.</param>
public sealed class EchoReflector(int port) : IReflector
{
    /// <summary>Ports below are well-known ones (RFC 6335 section 6).</summary>
    public const int FirstUserPort = 1024;

    /// <inheritdoc/>
    public string Protocol => "echo";

    /// <inheritdoc/>
    public int? Reflect(ReadOnlySpan<byte> request, in Arrival arrival, Span<byte> reply)
    {
        if (arrival.From.Port < FirstUserPort || arrival.From.Port == port)
            return null;
        request.CopyTo(reply);
        return request.Length;
    }
}
