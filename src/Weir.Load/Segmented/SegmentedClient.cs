using Weir.Content.Hashes;
using Weir.Downloads.Downloading;
using Weir.Downloads.Politeness;
using Weir.Downloads.Sources;
using Weir.Load.Clients;
using Weir.Measurements.Records;

namespace Weir.Load.Segmented;

/// <summary>
/// One client of a run that fetches from all sources at once, as <c>weir get</c> does: it connects to each, waits for the
/// common start, and passes its file on in order to be hashed, and kept or dropped.
/// </summary>
internal sealed class SegmentedClient(
    string name,
    IReadOnlyList<SourceAddress> sources,
    LoadClientOptions options,
    TimeProvider time
) : IRunClient, IDisposable
{
    private const int WindowsTogether = 512 << 20;
    private const int LeastWindow = 4 << 20;
    private const int MostWindow = 24 << 20;

    private readonly StartGate _gate = new(sources.Count, time);
    private volatile BodyStream? _body;
    private volatile bool _isOver;

    public string Name => name;

    public SourceAddress Source => sources[0];

    public ClientTrace Trace { get; } = new();

    /// <summary>Of its file so far; any thread.</summary>
    public long Bytes => _body?.Bytes ?? 0;

    /// <summary>Whether it has ended; any thread.</summary>
    public bool IsOver => _isOver;

    /// <summary>Completes when each source is connected, or has failed to be.</summary>
    public Task Ready => _gate.Ready;

    /// <summary>So much that many clients together stay small: 24 MiB up to 21 clients, 4 MiB from 128 on.</summary>
    public static int WindowFor(int clients) => Math.Clamp(WindowsTogether / clients, LeastWindow, MostWindow);

    /// <summary>Lets its first requests go.</summary>
    public void Release() => _gate.Open();

    /// <summary>The whole of it.</summary>
    public async Task RunAsync(int clients, long runStarted, CancellationToken cancellation)
    {
        using var body = LoadBody.Open(options.Algorithm, options.KeepAs, out var unwritable);
        if (body is null)
            Trace.Error = unwritable;
        else
            await FetchAsync(body, clients, runStarted, cancellation);
        _isOver = true;
    }

    public void Dispose() => _gate.Dispose();

    private async Task FetchAsync(LoadBody body, int clients, long runStarted, CancellationToken cancellation)
    {
        var stream = _body = new BodyStream(body);
        var result = await new Downloader(Terms(clients), time).StreamAsync(
            sources,
            stream,
            cancellationToken: cancellation
        );
        var record = result.Record;
        Trace.RequestedAt = _gate.PassedAt is { } passed ? time.GetElapsedTime(runStarted, passed) : null;
        (Trace.StartedAt, Trace.Duration, Trace.Response) = (record.StartedAt, record.Duration, record.Response);
        (Trace.Size, Trace.Bytes, Trace.Wasted) = (record.Size, record.Bytes, record.WastedBytes);
        (Trace.Outcome, Trace.Error, Trace.Sources) = (record.Outcome, record.Error, record.Sources);
        if (record.Outcome == TransferOutcome.Cancelled)
            Trace.Error = "interrupted";
        if (record.Outcome == TransferOutcome.Ok)
            Verify(body.Finish());
    }

    private DownloadOptions Terms(int clients) =>
        new()
        {
            Start = _gate,
            RunId = options.RunId,
            Client = name,
            Trust = options.Trust,
            StreamWindow = WindowFor(clients),
            // Each client stands for a machine of its own: what a server asks one of them for is not told to the others.
            Hosts = new HostRegistry(new HostOptions(), time),
            GiveUp = TimeSpan.Zero,
            Explain = false,
            Objections = TimeSpan.Zero,
        };

    private void Verify(string hash)
    {
        Trace.Hash = hash;
        if (options.Checksum is not { } checksum || checksum.Hex == hash)
            return;
        Trace.Outcome = TransferOutcome.Corrupt;
        Trace.Error = $"the file has the hash {checksum.Algorithm.Name()}:{hash}, expected {checksum}";
    }
}
