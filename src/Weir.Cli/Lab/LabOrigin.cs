using System.Net;
using Weir.Cli.Mistakes;
using Weir.Measurements.Units;
using Weir.Origin.Replicas;

namespace Weir.Cli.Lab;

/// <summary>Four replicas of different speed, on ports that are free.</summary>
internal static class LabOrigin
{
    private const int FirstPort = 12000;
    private const int LastPort = 12990;
    private const int PortStep = 10;

    /// <summary>56 MiB/s in all: with what goes wrong on purpose, 256 MiB take about 6 s.</summary>
    private static readonly int[] MebibytesPerSecond = [20, 16, 12, 8];

    /// <summary>What the replicas bring together when nothing goes wrong.</summary>
    public static BitRate WholeRate =>
        BitRate.FromBytesPerSecond(MebibytesPerSecond.Sum() * (double)ByteSize.MiB.Bytes);

    public static async Task<(OriginServer Origin, OriginOptions Options)> StartAsync(
        LabFolder folder,
        TimeProvider time,
        Action<string> say
    )
    {
        for (var port = FirstPort; port <= LastPort; port += PortStep)
        {
            var options = new OriginOptions
            {
                Replicas = Replicas(folder.Served, port),
                Control = LabPorts.At(0),
                ControlToken = folder.ControlToken,
            };
            var origin = new OriginServer(options, time);
            var failure = await origin.StartAsync();
            if (failure is null)
            {
                if (port != FirstPort)
                    say($"port {FirstPort} and those beside it are in use; the lab takes {port} and up");
                return (origin, options);
            }
            await origin.DisposeAsync();
            if (failure is not OriginFailure.CannotListen)
                throw MistakeException.Failed($"the lab's replicas cannot start: {failure}");
        }
        throw MistakeException.Failed($"no four ports from {FirstPort} to {LastPort} are free; end what listens there");
    }

    private static ReplicaOptions[] Replicas(string folder, int firstPort) =>
        [
            .. MebibytesPerSecond.Select(
                (rate, i) =>
                    new ReplicaOptions(
                        new IPEndPoint(IPAddress.Loopback, firstPort + i),
                        folder,
                        BitRate.FromBytesPerSecond(rate * (double)ByteSize.MiB.Bytes)
                    )
            ),
        ];
}
