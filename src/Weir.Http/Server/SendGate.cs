using Weir.Transport.Shaping;

namespace Weir.Http.Server;

/// <summary>
/// Decides how much of its answers a server may hand to the kernel, and when. Called by all loops at once; a change of its
/// mind reaches waiting connections by <see cref="HttpServer.KickAsync"/>.
/// </summary>
public abstract class SendGate
{
    /// <summary>Everything at once.</summary>
    public static SendGate Open { get; } = new OpenGate();

    /// <summary>An answer's first byte does not go before this time has passed since the request was read.</summary>
    public virtual TimeSpan Latency => TimeSpan.Zero;

    /// <summary>Leave to send up to <paramref name="wanted"/> bytes now or later; null when nothing may go until a kick.</summary>
    public abstract Grant? Ask(int wanted, TimeSpan now);

    /// <summary>Takes back what was granted and not sent.</summary>
    public virtual void Return(int unsent, TimeSpan now) { }

    /// <summary>Counts bytes of bodies that the kernel took.</summary>
    public virtual void CountBody(int sent, TimeSpan now) { }

    private sealed class OpenGate : SendGate
    {
        public override Grant? Ask(int wanted, TimeSpan now) => new Grant(wanted, now);
    }
}
