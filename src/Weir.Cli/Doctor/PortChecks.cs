using System.Net;
using System.Net.Sockets;
using Weir.Transport.Loop;

namespace Weir.Cli.Doctor;

/// <summary>Whether what Weir listens at is free.</summary>
internal static class PortChecks
{
    private const string Area = "ports";

    private static readonly (int Port, string User)[] Usual =
    [
        (8000, "weir serve"),
        (8080, "weir proxy"),
        (7070, "weir collect"),
    ];

    public static IEnumerable<Diagnosis> Run(DoctorTerms terms)
    {
        if (terms.Listen.Count == 0 && terms.Udp.Count == 0)
            foreach (var (port, user) in Usual)
                yield return OfUsual(
                    port,
                    user,
                    ListenProbe.Try(new IPEndPoint(IPAddress.Loopback, port), SocketType.Stream)
                );
        foreach (var place in terms.Listen)
            yield return OfAsked(place, "TCP", ListenProbe.Try(place, SocketType.Stream));
        foreach (var place in terms.Udp)
            yield return OfAsked(place, "UDP", ListenProbe.Try(place, SocketType.Dgram));
    }

    private static Diagnosis OfUsual(int port, string user, ListenFailure failure) =>
        failure == ListenFailure.None
            ? Diagnosis.Ok(Area, $"TCP {port}", $"free for {user}")
            : Diagnosis.Warning(
                Area,
                $"TCP {port}",
                $"the default of {user} is {Word(failure)}",
                $"give {user} another with --listen PORT, or see who has it: ss -ltnp sport = :{port}"
            );

    private static Diagnosis OfAsked(IPEndPoint place, string protocol, ListenFailure failure) =>
        failure == ListenFailure.None
            ? Diagnosis.Ok(Area, $"{protocol} {place}", "free")
            : Diagnosis.Problem(
                Area,
                $"{protocol} {place}",
                $"it is {Word(failure)}",
                Remedy(place, protocol, failure)
            );

    private static string Word(ListenFailure failure) =>
        failure switch
        {
            ListenFailure.InUse => "in use",
            ListenFailure.NotPermitted => "not permitted to this user",
            ListenFailure.NoSuchAddress => "no address of this machine",
            ListenFailure.TooManyFiles => "refused: too many files are open",
            _ => "refused by the system",
        };

    private static string Remedy(IPEndPoint place, string protocol, ListenFailure failure) =>
        failure switch
        {
            ListenFailure.InUse =>
                $"name another port, or see who has it: ss -l{(protocol == "TCP" ? 't' : 'u')}np sport = :{place.Port}",
            ListenFailure.NotPermitted =>
                "name a port from 1024 on, or give the service CAP_NET_BIND_SERVICE as deploy/systemd does",
            ListenFailure.NoSuchAddress => "name an address that ip address shows, or 0.0.0.0 for all",
            ListenFailure.TooManyFiles => "raise the limit with ulimit -n",
            _ => "try another port",
        };
}
