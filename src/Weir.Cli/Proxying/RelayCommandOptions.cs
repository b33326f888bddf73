using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Weir.Cli.Arguments;
using Weir.Cli.Mistakes;
using Weir.Proxy.Relay;
using Weir.Transport.Impairment;

namespace Weir.Cli.Proxying;

/// <summary>The options of <c>weir proxy</c> that are about relays.</summary>
internal sealed class RelayCommandOptions
{
    private const double DefaultRatio = 3;

    private readonly Option<string[]> _udp = TypedOptions.Texts(
        "--udp",
        "LISTEN=TARGET",
        "Relay UDP from [HOST:]PORT to HOST:PORT, replies only to who asked; repeated"
    );

    private readonly Option<string[]> _tcp = TypedOptions.Texts(
        "--tcp",
        "LISTEN=TARGET",
        "Relay TCP from [HOST:]PORT to HOST:PORT; repeated"
    );

    private readonly ValueOption<int> _ratio = TypedOptions.Count(
        "--reply-ratio",
        $"UDP relays: bytes to a client per byte from it until it has answered; 0 for no bound (default {DefaultRatio})",
        min: 0
    );

    private readonly ValueOption<int> _seed = TypedOptions.Count(
        "--seed",
        "Relays: make the same decisions again (default: another each time, told at the start)",
        min: 0
    );

    private readonly DirectionOptions _both = new("");
    private readonly DirectionOptions _up = new("up.");
    private readonly DirectionOptions _down = new("down.");

    public IEnumerable<Option> All => [_udp, _tcp, _ratio, .. _both.All, .. _up.All, .. _down.All, _seed];

    /// <summary>The relays, those of UDP first, in the order given; both directions and one: the one goes before.</summary>
    /// <param name="random">Gives the seed where there is none.</param>
    /// <exception cref="MistakeException">What is not understood, or cannot be done.</exception>
    public async Task<IReadOnlyList<RelayOptions>> ReadAsync(
        ParseResult line,
        Random random,
        CancellationToken cancellation
    )
    {
        var both = _both.Read(line, ImpairmentOptions.None);
        var impairment = new RelayImpairment(
            _up.Read(line, both),
            _down.Read(line, both),
            line.GetValue(_seed) ?? random.Next()
        );
        var relays = new List<RelayOptions>();
        foreach (var (option, protocol) in new[] { (_udp, RelayProtocol.Udp), (_tcp, RelayProtocol.Tcp) })
        {
            if (!RelayList.TryParse(line.GetValue(option) ?? [], out var places, out var problem))
                throw MistakeException.Usage($"{option.Name}: {problem}");
            foreach (var place in places)
                relays.Add(
                    new RelayOptions(place.Listen, await ResolveAsync(option.Name, place, cancellation))
                    {
                        Protocol = protocol,
                        ReplyRatio = line.GetValue(_ratio) ?? DefaultRatio,
                        Impairment = impairment,
                    }
                );
        }

        if (relays.Count == 0 && (_both.Given(line) ?? _up.Given(line) ?? _down.Given(line)) is { } lonely)
            throw MistakeException.Usage($"{lonely.Name} goes with --udp or --tcp LISTEN=TARGET; add one");
        foreach (var relay in relays)
        {
            if (relay.Impairment.Problem(relay.Protocol) is { } problem)
                throw MistakeException.Usage($"the relay cannot do that: {problem}");
        }

        return relays;
    }

    private static async Task<IPEndPoint> ResolveAsync(string option, RelayPlace place, CancellationToken cancellation)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(place.Host, cancellation);
            return new IPEndPoint(addresses[0], place.Port);
        }
        catch (Exception exception) when (exception is SocketException or IndexOutOfRangeException)
        {
            throw MistakeException.Failed(
                $"{option}: the name {place.Host} is not known; check it or write an address"
            );
        }
    }
}
