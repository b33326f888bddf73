using System.Net;
using System.Net.Sockets;

namespace Weir.Transport.Blocking;

/// <summary>From a host as people write it to its addresses.</summary>
internal static class Resolution
{
    /// <summary>As <see cref="Of(string, out NetworkFault?)"/>, but only those that are permitted.</summary>
    public static IPAddress[]? Of(string host, Func<IPAddress, bool>? permits, out NetworkFault? fault)
    {
        var addresses = Of(host, out fault);
        if (addresses is null || permits is null)
            return addresses;
        var permitted = Array.FindAll(addresses, address => permits(address));
        if (permitted.Length > 0)
            return permitted;
        fault = new NetworkFault(FaultKind.Prohibited, $"{host} is at {addresses[0]}, which is not allowed here");
        return null;
    }

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
