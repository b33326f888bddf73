using Weir.Agent.Delivery;
using Weir.Agent.Spool;
using Weir.Testing.Collectors;
using Weir.Testing.Files;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Agent.Delivery;

/// <summary>A spool and its delivery to a test collector, with delays of milliseconds.</summary>
internal sealed class DeliveryBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CollectorClient _client;
    private Task _running = Task.CompletedTask;

    public DeliveryBench(
        TestCollector collector,
        PeerTrust? trust = null,
        Func<DeliveryOptions, DeliveryOptions>? with = null
    )
    {
        File.WriteAllText(TokenPath, collector.Token + "\n");
        Spool = RecordSpool.Open(
            new SpoolOptions { Folder = _folder["spool"], Agent = "lab" },
            TimeProvider.System,
            out _
        )!;
        Assert.True(CollectorAddress.TryParse(collector.Url, out var address, out _));
        var options = new DeliveryOptions
        {
            Collector = address,
            TokenPath = TokenPath,
            Trust = trust ?? PeerTrust.Create(null, null, false, out _)!,
            FirstDelay = TimeSpan.FromMilliseconds(1),
            LongestDelay = TimeSpan.FromMilliseconds(20),
        };
        options = with?.Invoke(options) ?? options;
        _client = new CollectorClient(options, TimeProvider.System);
        Delivery = new SpoolDelivery(Spool, _client, options, Witness, TimeProvider.System, new Random(1));
    }

    public RecordSpool Spool { get; }

    public SpoolDelivery Delivery { get; }

    public DeliveryWitness Witness { get; } = new();

    public string TokenPath => _folder["token"];

    public string RejectedPath => _folder["spool/rejected"];

    public static string Record(int number) =>
        $$"""{"type":"transfer","id":"record-{{number:0000}}","started_at":"2026-03-01T12:00:00Z"}""";

    public List<string> Append(int count, int from = 0)
    {
        var records = Enumerable.Range(from, count).Select(Record).ToList();
        Assert.All(records, record => Assert.Null(Spool.Append(record)));
        return records;
    }

    public void Start() => _running = Delivery.RunAsync(_stop.Token);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        Spool.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }
}
