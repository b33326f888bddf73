using System.Net;
using System.Text;
using Weir.Agent.Delivery;
using Weir.Agent.Spool;
using Weir.Collector.Limiting;
using Weir.Collector.Tokens;
using Weir.FunctionalTests.Agent.Delivery;
using Weir.Testing.Files;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Collector;

public sealed class LimitTests
{
    private static readonly SenderLimits Few = new() { RecordsPerSecond = 1, Burst = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task A_sender_beyond_its_limit_is_told_when_to_come_again_and_others_are_not_held_back()
    {
        await using var collector = await RunningCollector.StartAsync(senders: Few);
        await collector.SendAsync(Enumerable.Range(0, 50).Select(i => Records.Transfer($"{i}")));
        using (var answer = await collector.PostAsync(Encoding.UTF8.GetBytes(Records.Transfer("more"))))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 50);
        }

        // Reading is not sending, and another token is another sender.
        Assert.Equal(50, (await collector.JsonAsync("api/v1/measurements")).GetProperty("items").GetArrayLength());
        Assert.Contains("weir_collector_limited_total 1\n", (await collector.GetAsync("metrics")).Text);
        collector.Use(await collector.AddTokenAsync("other", TokenScopes.Write));
        Assert.Equal(
            """{"accepted":1,"duplicates":0,"rejected":[]}""",
            await collector.SendAsync(Records.Transfer("other"))
        );
    }

    [Fact]
    public async Task What_a_sender_has_in_vain_tried_to_send_counts_too()
    {
        await using var collector = await RunningCollector.StartAsync(
            senders: new SenderLimits { Volume = Measurements.Units.BitRate.FromBytesPerSecond(100) }
        );
        using (var damaged = await collector.PostAsync(new byte[50_000], "gzip"))
            Assert.Equal(HttpStatusCode.BadRequest, damaged.StatusCode);
        using var answer = await collector.PostAsync(Encoding.UTF8.GetBytes(Records.Transfer("1")));
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
    }

    [Fact]
    public async Task An_agent_that_is_limited_waits_and_loses_nothing()
    {
        var limits = new SenderLimits { RecordsPerSecond = 500, Burst = TimeSpan.FromSeconds(0.5) };
        await using var collector = await RunningCollector.StartAsync(TokenScopes.Read, senders: limits);
        using var folder = new TemporaryFolder();
        var token = await collector.AddTokenAsync("site-a", TokenScopes.Write);
        folder.Write("token", Encoding.ASCII.GetBytes(token));
        var options = new SpoolOptions { Folder = folder["spool"], Agent = "site-a" };
        using var spool = RecordSpool.Open(options, TimeProvider.System, out _)!;
        for (var i = 0; i < 1000; i++)
            Assert.Null(spool.Append(Records.Transfer($"{i}")));
        Assert.True(Weir.Agent.Delivery.CollectorAddress.TryParse($"{collector.Url}", out var address, out _));
        var delivery = new DeliveryOptions
        {
            Collector = address,
            TokenPath = folder["token"],
            Trust = PeerTrust.Create(null, null, false, out _)!,
            MaxRecords = 300,
        };
        var witness = new DeliveryWitness();
        using var client = new CollectorClient(delivery, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var sending = new SpoolDelivery(spool, client, delivery, witness, TimeProvider.System, new Random(1)).RunAsync(
            stop.Token
        );
        await Clients.Eventually.HoldsAsync(() => spool.Pending == 0);
        await stop.CancelAsync();
        await sending;

        Assert.Equal(new(1000, 0, 0), collector.Totals);
        Assert.Equal(
            $"{client.Name} takes no more from this token for now (429); the rest follows as it allows",
            Assert.Single(witness.Troubles.Distinct())
        );
    }
}
