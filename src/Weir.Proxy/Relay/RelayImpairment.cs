using Weir.Transport.Impairment;

namespace Weir.Proxy.Relay;

/// <summary>What a relay does to what passes.</summary>
/// <param name="Up">Towards the target.</param>
/// <param name="Down">Towards clients.</param>
/// <param name="Seed">The same one makes the same decisions again.</param>
public sealed record RelayImpairment(ImpairmentOptions Up, ImpairmentOptions Down, int Seed)
{
    /// <summary>A relay that passes everything on as it came.</summary>
    public static readonly RelayImpairment None = new(ImpairmentOptions.None, ImpairmentOptions.None, 0);

    public bool IsNone => Up.IsNone && Down.IsNone;

    /// <summary>The decisions of one direction have nothing to do with those of the other.</summary>
    internal int DownSeed => unchecked((int)(((uint)Seed + 1) * 0x9E3779B1u));

    /// <summary>Why a relay of that protocol cannot do it, as a clause for the user; null when it can.</summary>
    public string? Problem(RelayProtocol protocol)
    {
        var problem = Up.Problem() ?? Down.Problem();
        return problem is null && protocol == RelayProtocol.Tcp && !(Up.IsLossless && Down.IsLossless)
            ? "a stream can be delayed and slowed down alone: loss, duplicates, reordering and corruption are for UDP"
            : problem;
    }
}
