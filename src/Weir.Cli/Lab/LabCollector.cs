using System.Text;
using Weir.Agent.Delivery;
using Weir.Analysis.Summaries;
using Weir.Cli.Collecting;
using Weir.Cli.Mistakes;
using Weir.Cli.Reporting;
using Weir.Cli.Serving;
using Weir.Collector.Hosting;
using Weir.Collector.Managing;
using Weir.Collector.Reading;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Sqlite;
using Weir.Collector.Tokens;
using Weir.Measurements.Json;
using Weir.Measurements.Records;
using Weir.Origin.Replicas;
using Weir.Transport.Loop;
using Weir.Transport.Tls;
using DeliveryAddress = Weir.Agent.Delivery.CollectorAddress;
using ReadingAddress = Weir.Collector.Reading.CollectorAddress;

namespace Weir.Cli.Lab;

/// <summary>The lab's collector: a store that begins empty with each lab, and a token that is made at its start.</summary>
internal sealed class LabCollector : IAsyncDisposable
{
    private const string StoreName = "weir.db";

    private readonly CollectorServer _server;
    private readonly SqliteStore _store;
    private readonly string _secret;
    private readonly TimeProvider _time;

    private LabCollector(CollectorServer server, SqliteStore store, string secret, string tokenPath, TimeProvider time)
    {
        (_server, _store, _secret, _time, TokenPath) = (server, store, secret, time, tokenPath);
        Url = CollectWords.Url(server.EndPoints[0], isTls: false, "localhost");
        if (!DeliveryAddress.TryParse(Url, out var address, out var mistake))
            throw new InvalidOperationException(mistake);
        Delivery = new DeliveryOptions
        {
            Collector = address,
            TokenPath = tokenPath,
            Trust = Trust,
        };
    }

    public string Url { get; }

    /// <summary>Readable by its owner alone.</summary>
    public string TokenPath { get; }

    /// <summary>How agents send to it.</summary>
    public DeliveryOptions Delivery { get; }

    public System.Net.IPEndPoint EndPoint => _server.EndPoints[0];

    public CollectorTotals Totals => _server.Totals;

    private static PeerTrust Trust => PeerTrust.Create(null, null, isInsecure: false, out _)!;

    /// <exception cref="MistakeException">It cannot start.</exception>
    public static async Task<LabCollector> StartAsync(
        string folder,
        IReadOnlyList<ManagedServer> managed,
        IReadOnlyList<ViewerAct> acts,
        TimeProvider time,
        Action<Exception> report
    )
    {
        var store = OpenStore(folder, time);
        CollectorServer? server = null;
        try
        {
            var secret = TokenSecret.Make();
            await store.TryAddAsync(
                "lab",
                TokenSecret.Hash(secret),
                TokenScopes.Write | TokenScopes.Read,
                CancellationToken.None
            );
            var tokenPath = Path.Combine(folder, "token");
            WriteSecret(tokenPath, secret);
            server = await ListenAsync(store, managed, acts, time, report);
            return new LabCollector(server, store, secret, tokenPath, time);
        }
        catch (Exception error)
        {
            if (server is not null)
                await server.DisposeAsync();
            await store.DisposeAsync();
            throw error switch
            {
                StoreException broken => Unusable(broken.Fault.Sentence),
                IOException or UnauthorizedAccessException => Unusable(error.Message),
                _ => error,
            };
        }
    }

    /// <summary>Null when the record is stored; else what hinders it.</summary>
    public Task<string?> TryDeliverAsync(TransferRecord record, CancellationToken cancellation) =>
        TryDeliverAsync([MeasurementsJson.ToLine(record)], cancellation);

    /// <summary>Null when all of them are stored; else what hinders it.</summary>
    /// <param name="records">Lines of JSON.</param>
    public Task<string?> TryDeliverAsync(IReadOnlyList<string> records, CancellationToken cancellation) =>
        DirectDelivery.TrySendAsync(Delivery, records, _time, cancellation);

    /// <summary>Asked as a stranger would: over HTTP, with the token.</summary>
    public async Task<ReadResult> RollupsAsync(DateTimeOffset from, CancellationToken cancellation)
    {
        using var reader = new CollectorReader(new ReadingAddress(new Uri(Url), _secret, Trust));
        return await reader.RollupsAsync(new MeasurementFilter(from), cancellation);
    }

    /// <summary>The start of the quarter of an hour before this one: what is stored is summed up in quarters.</summary>
    public DateTimeOffset LastMinutes() => Rollup.StartOf(_time.GetUtcNow()) - Rollup.Width;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static SqliteStore OpenStore(string folder, TimeProvider time)
    {
        try
        {
            foreach (var old in Directory.EnumerateFiles(folder, StoreName + "*"))
                File.Delete(old);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(error.Message);
        }
        return SqliteStore.Open(
                new StoreAddress.Sqlite(Path.Combine(folder, StoreName)),
                mayMake: true,
                new StoreLimits(),
                time,
                out var fault
            ) ?? throw Unusable(fault!.Sentence);
    }

    private static async Task<CollectorServer> ListenAsync(
        SqliteStore store,
        IReadOnlyList<ManagedServer> managed,
        IReadOnlyList<ViewerAct> acts,
        TimeProvider time,
        Action<Exception> report
    )
    {
        CollectorFailure? failure = null;
        foreach (var port in new[] { LabPorts.Collector, 0 })
        {
            var options = new CollectorOptions
            {
                Listen = [LabPorts.At(port)],
                IsReadOpen = true,
                Managed = managed,
                Acts = acts,
                IsManagingOpen = true,
            };
            var server = new CollectorServer(options, store, store, time, report);
            failure = await server.StartAsync();
            if (failure is null)
                return server;
            await server.DisposeAsync();
            if (failure.Cause != ListenFailure.InUse)
                break;
        }
        throw MistakeException.Failed(
            ServeMistakes.Sentence(new OriginFailure.CannotListen(failure!.EndPoint, failure.Cause))
        );
    }

    private static void WriteSecret(string path, string secret)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(secret + "\n"));
    }

    private static MistakeException Unusable(string why) =>
        MistakeException.Target($"the lab's collector cannot store: {why}; name another folder with --folder");
}
