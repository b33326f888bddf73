using Weir.Measurements.Records;
using Weir.Measurements.Units;
using Weir.Probes.Probing;

namespace Weir.Probes.Loading;

/// <summary>
/// Probes a path idle, then again while a download fills it; the packets have a socket of their own, so that they wait in the
/// path's queues only.
/// </summary>
public sealed class LoadedProbe
{
    private static readonly TimeSpan FlowLimit = TimeSpan.FromSeconds(15);

    /// <summary>Slow start takes so long at most on usual paths; queues are full only then.</summary>
    private static readonly TimeSpan SlowStart = TimeSpan.FromSeconds(1);

    private readonly ProbeTarget _url;
    private readonly ProbeOptions _options;
    private readonly TimeProvider _time;
    private readonly Prober _idle;
    private readonly Prober _loaded;

    /// <param name="url">What is downloaded meanwhile, HTTP or HTTPS.</param>
    /// <exception cref="ArgumentException">Options that contradict themselves, or a URL that is none.</exception>
    public LoadedProbe(ProbeTarget target, ProbeTarget url, ProbeOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (url.Protocol is not (ProbeProtocol.Http or ProbeProtocol.Https))
            throw new ArgumentException("A load is downloaded from an http or https URL.", nameof(url));
        (_url, _options, _time) = (url, options, time);
        _idle = new Prober(target, options, time);
        _loaded = new Prober(target, options, time);
    }

    /// <summary>The session that runs, or ran last. Any thread.</summary>
    public Prober Current { get; private set; } = null!;

    /// <summary>
    /// The record of the idle path, with what the load made of it in <see cref="ProbeRecord.UnderLoad"/>. When the load does
    /// not come, that says why.
    /// </summary>
    public async Task<ProbeRecord> RunAsync(CancellationToken cancellation)
    {
        Current = _idle;
        var idle = await _idle.RunAsync(cancellation).ConfigureAwait(false);
        if (idle.Outcome != ProbeOutcome.Ok)
            return idle;
        using var load = new PathLoad(_url, _options.Trust, _time);
        var flows = await Task.Run(() => load.WaitUntilItFlows(FlowLimit, cancellation), CancellationToken.None)
            .ConfigureAwait(false);
        if (!flows)
            return idle with { UnderLoad = Failed($"{_url} could not be downloaded: {load.Fault ?? "nothing came"}") };
        await Task.Delay(SlowStart, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Current = _loaded;
        var (started, before) = (_time.GetTimestamp(), load.Bytes);
        var loaded = await _loaded.RunAsync(cancellation).ConfigureAwait(false);
        var (took, bytes) = (_time.GetElapsedTime(started), load.Bytes - before);
        var together = idle with { UnderLoad = Compare(idle, loaded, bytes, took, load.Fault) };
        return loaded.Outcome == ProbeOutcome.Cancelled
            ? together with
            {
                Outcome = ProbeOutcome.Cancelled,
                Error = loaded.Error,
            }
            : together;
    }

    private UnderLoadRecord Failed(string error) => new() { Url = _url.ToString(), Error = error };

    private UnderLoadRecord Compare(ProbeRecord idle, ProbeRecord loaded, long bytes, TimeSpan took, string? fault)
    {
        var added = loaded.Rtt?.P50 - idle.Rtt?.P50 is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return new UnderLoadRecord
        {
            Url = _url.ToString(),
            Bytes = bytes,
            Throughput = took > TimeSpan.Zero ? BitRate.FromBytes(bytes, took) : null,
            Sent = loaded.Sent,
            Received = loaded.Received,
            Lost = loaded.Lost,
            Rtt = loaded.Rtt,
            Jitter = loaded.Jitter,
            Added = added,
            BufferDelayRatio =
                loaded.Rtt?.Mean is { } mean && idle.Rtt?.Min is > 0 and { } least
                    ? Math.Round((mean - least) / least, 9)
                    : null,
            Grade = added is { } known ? BufferbloatGrade.Of(known) : null,
            GradeScheme = added is null ? null : BufferbloatGrade.Scheme,
            Error =
                bytes == 0 ? $"the download of {_url} came to a halt: {fault ?? "nothing came"}"
                : loaded.Outcome == ProbeOutcome.Failed ? loaded.Error
                : null,
        };
    }
}
