using Weir.Cli.Commands;
using Weir.Cli.Terminal;
using Weir.Proxy.Relay;
using Weir.Proxy.Serving;

namespace Weir.Cli.Proxying;

/// <summary>One <c>weir proxy</c> from its start to the signal that ends it.</summary>
internal sealed class ProxySession(ProxyOptions options, CommandContext context, TimeSpan interval)
{
    private readonly Output _output = context.Output;
    private ProxyScreen? _screen;

    /// <exception cref="Mistakes.MistakeException">It cannot start.</exception>
    public async Task RunAsync(bool isJson, CancellationToken cancellation)
    {
        await using var proxy = new ProxyServer(options, context.Time, new Random(), Report, Warn)
        {
            RelayChanged = (number, relay) => TellChange(number, relay, isJson),
        };
        if (proxy.Start() is { } failure)
            throw ProxyMistakes.Of(failure);

        Announce(proxy, isJson);
        ProxyStatus? told = null;
        if (!isJson && _output is { IsQuiet: false, IsTerminal: true, UsesColor: true })
            await ShowAsync(proxy, cancellation);
        else
            told = await TellAsync(proxy, isJson, cancellation);
        if (isJson)
            _output.Line(ProxyEvents.Status(context.Time.GetUtcNow(), "summary", proxy.Status));
        else if (proxy.Status != told)
            _output.Note(ProxyText.Line(proxy.Status));
    }

    private void Announce(ProxyServer proxy, bool isJson)
    {
        var now = context.Time.GetUtcNow();
        var (scheme, fingerprint) = (options.Tls is null ? "http" : "https", options.Tls?.Fingerprint);
        foreach (var url in proxy.EndPoints.Select(endPoint => $"{scheme}://{endPoint}/"))
            _output.Line(
                isJson
                    ? ProxyEvents.Proxying(now, url, proxy, fingerprint)
                    : $"proxying {url} to {ProxyText.Where(proxy)}  ({ProxyText.Room(proxy.Status)})"
            );
        if (fingerprint is not null && !isJson)
            _output.Line($"certificate sha256:{fingerprint}");
        for (var i = 0; i < proxy.Relays.Count; i++)
            _output.Line(
                isJson
                    ? ProxyEvents.Relay(now, "relaying", i + 1, proxy.Relays[i])
                    : RelayText.Announcement(proxy.Relays[i])
            );
        if (proxy.Control is not { } control)
            return;
        var at = $"http://{control.EndPoint}/";
        _output.Line(isJson ? ProxyEvents.Control(now, at) : $"control at {at}  (token in {options.ControlToken})");
    }

    private async Task ShowAsync(ProxyServer proxy, CancellationToken end)
    {
        _screen = new ProxyScreen(proxy, context, "weir proxy");
        await _screen.RunAsync(end);
        _screen = null;
    }

    /// <summary>A line each interval in which there was something to tell; gives what was told last.</summary>
    private async Task<ProxyStatus> TellAsync(ProxyServer proxy, bool isJson, CancellationToken end)
    {
        var told = proxy.Status;
        var relayed = proxy.Relays.Select(relay => relay.Status).ToArray();
        // Where nothing is told nothing is woken for it: each tick has threads of the pool spin beside the loops.
        var isSilent = _output.IsQuiet && !isJson;
        using var timer = new PeriodicTimer(isSilent ? Timeout.InfiniteTimeSpan : interval, context.Time);
        while (await WaitAsync(timer, end))
        {
            TellRelays(proxy, relayed, isJson);
            var now = proxy.Status;
            if (now == told)
                continue;
            told = now;
            if (isJson)
                _output.Line(ProxyEvents.Status(context.Time.GetUtcNow(), "status", now));
            else
                _output.Note(ProxyText.Line(now));
        }

        return told;
    }

    private void TellRelays(ProxyServer proxy, RelayStatus[] told, bool isJson)
    {
        for (var i = 0; i < told.Length; i++)
        {
            var relay = proxy.Relays[i];
            var now = relay.Status;
            if (now == told[i])
                continue;
            told[i] = now;
            if (isJson)
                _output.Line(ProxyEvents.Relay(context.Time.GetUtcNow(), "relay", i + 1, relay));
            else
                _output.Note(RelayText.Line(i + 1, relay));
        }
    }

    private void TellChange(int number, IRelay relay, bool isJson)
    {
        if (isJson)
            _output.Line(ProxyEvents.Relay(context.Time.GetUtcNow(), "relay", number, relay));
        else
            Note(RelayText.Change(number, relay));
    }

    private void Note(string sentence)
    {
        if (_screen is { } screen)
            screen.Say(sentence);
        else
            _output.Note(sentence);
    }

    private void Report(Exception bug) => Warn($"internal error in an answer: {bug.Message}");

    /// <summary>Also on a screen it goes where it stays.</summary>
    private void Warn(string sentence)
    {
        _screen?.Say(sentence);
        _output.Mistake($"weir proxy: {sentence}");
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
