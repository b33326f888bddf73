using System.Net.NetworkInformation;

namespace Weir.Agent.Traffic;

/// <summary>Reads what the network interfaces of this machine have moved, all together.</summary>
internal static class InterfaceCounters
{
    /// <summary>Null when the system does not tell.</summary>
    public static InterfaceBytes? Read()
    {
        try
        {
            var (received, sent) = (0L, 0L);
            foreach (var one in NetworkInterface.GetAllNetworkInterfaces())
            {
                var counted = one.GetIPStatistics();
                received += counted.BytesReceived;
                if (one.NetworkInterfaceType is not NetworkInterfaceType.Loopback)
                    sent += counted.BytesSent;
            }

            return new InterfaceBytes(received, sent);
        }
        catch (Exception error)
            when (error is NetworkInformationException or PlatformNotSupportedException or IOException)
        {
            return null;
        }
    }
}
