using Weir.Transport.Udp;

namespace Weir.Probes.Reflector;

/// <summary>What a reflector answers: bytes in, bytes out. Called by one thread.</summary>
public interface IReflector
{
    /// <summary><c>stamp</c> or <c>echo</c>.</summary>
    string Protocol { get; }

    /// <summary>Writes the answer and gives its length; null for none. It is never longer than the request (no amplification).</summary>
    /// <param name="reply">At least as long as the request.</param>
    int? Reflect(ReadOnlySpan<byte> request, in Arrival arrival, Span<byte> reply);
}
