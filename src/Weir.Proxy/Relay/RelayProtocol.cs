namespace Weir.Proxy.Relay;

public enum RelayProtocol
{
    Udp,
    Tcp,
}
