using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.FunctionalTests.Clients;

namespace Weir.FunctionalTests.Origin.Hazards;

/// <summary>Ten thousand broken requests from a fixed seed against an origin of files. Alone, since it weighs the process.</summary>
[Collection(Alone.Name)]
public sealed class FuzzTests
{
    private const int Requests = 10_000;
    private const int Clients = 8;

    [Fact]
    public async Task Broken_requests_cost_nothing_that_stays()
    {
        await using var origin = await TestOrigin.StartAsync(folder =>
        {
            Directory.CreateDirectory(folder["root/sub"]);
            folder.Write("root/small", "small"u8.ToArray());
        });
        // A first round, so that what is made once is there before it is weighed.
        await Task.WhenAll(
            Enumerable.Range(0, Clients).Select(i => SendAsync(origin.EndPoint, 100 + i, Requests / 100))
        );
        var before = await WeighAsync(origin);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => SendAsync(origin.EndPoint, i, Requests / Clients)));

        Assert.InRange(await WeighAsync(origin), 0, before + (8 * 1024 * 1024));
        Assert.Equal("small", (await origin.GetAsync("/small")).Text);
    }

    private static async Task SendAsync(IPEndPoint endPoint, int seed, int count)
    {
        var fuzz = new RequestFuzz(seed);
        var buffer = new byte[64 * 1024];
        for (var i = 0; i < count; i++)
        {
            var request = fuzz.Next();
            var answer = await ExchangeAsync(endPoint, request, buffer);
            // 501 and 505 are what RFC 9112 6.1 and RFC 9110 15.6.6 say; anything else of that class would be a failure of ours.
            foreach (
                var line in answer.Split('\n').Where(line => line.StartsWith("HTTP/1.1 5", StringComparison.Ordinal))
            )
                Assert.True(
                    line.StartsWith("HTTP/1.1 501", StringComparison.Ordinal)
                        || line.StartsWith("HTTP/1.1 505", StringComparison.Ordinal),
                    $"{line} to {Encoding.Latin1.GetString(request)}"
                );
        }
    }

    /// <summary>All that comes back until the server has closed, which it does because the client has finished.</summary>
    private static async Task<string> ExchangeAsync(IPEndPoint endPoint, byte[] request, byte[] buffer)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint, limit.Token);
        var answer = new StringBuilder();
        try
        {
            await socket.SendAsync(request, limit.Token);
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(buffer, limit.Token) is var got and > 0)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, got));
        }
        catch (SocketException)
        {
            // A reset is an answer too.
        }

        return answer.ToString();
    }

    /// <summary>The managed heap when no connection is left.</summary>
    private static async Task<long> WeighAsync(TestOrigin origin)
    {
        await Eventually.HoldsAsync(() => origin.First.Status.Clients == 0);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
