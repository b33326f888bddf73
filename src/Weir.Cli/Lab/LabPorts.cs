using System.Net;

namespace Weir.Cli.Lab;

/// <summary>Where the parts beside the replicas listen when nobody else does.</summary>
internal static class LabPorts
{
    public const int Proxy = 13080;
    public const int Relay = 13863;
    public const int Slow = 13864;
    public const int SlowStream = 13865;
    public const int Stamp = 13862;
    public const int Echo = 13007;
    public const int Collector = 13070;

    public static IPEndPoint At(int port) => new(IPAddress.Loopback, port);

    /// <summary>Says so when the part listens elsewhere.</summary>
    public static void Tell(string part, int wanted, IPEndPoint taken, Action<string> say)
    {
        if (taken.Port != wanted)
            say($"port {wanted} is in use; the {part} takes {taken.Port}");
    }
}
