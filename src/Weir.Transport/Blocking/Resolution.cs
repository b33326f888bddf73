using System.Net;
using System.Net.Sockets;

namespace Weir.Transport.Blocking;

/// <summary>From a host as people write it to its addresses.</summary>
internal static class Resolution
{
    /// <summary>Blocks while the system's resolver does; null with a fault when the name is not known.</summary>
    public static IPAddress[]? Of(string host, out NetworkFault? fault)
    {
        fault = null;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal))
            return [literal];
        try
        {
            var addresses = Dns.GetHostAddresses(host);
            if (addresses.Length > 0)
                return addresses;
        }
        catch (SocketException)
        {
            // Reported below: there is one sentence for an unknown name.
        }
        fault = new NetworkFault(FaultKind.NameNotFound, $"the name {host} is not known");
        return null;
    }
}
