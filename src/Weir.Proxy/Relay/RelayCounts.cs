namespace Weir.Proxy.Relay;

/// <summary>Datagrams of all sessions of one relay.</summary>
internal sealed class RelayCounts
{
    public long Up;
    public long Down;
    public long Dropped;
}
