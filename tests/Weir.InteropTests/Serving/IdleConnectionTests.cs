using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.InteropTests.Getting;
using Weir.Measurements.Units;

namespace Weir.InteropTests.Serving;

public sealed class IdleConnectionTests(LargeFiles files)
{
    private const int Connections = 2000;

    [Fact]
    public async Task Two_thousand_idle_connections_cost_little()
    {
        await using var serve = await ServeProcess.StartAsync(files.Middle.Folder);
        var endPoint = new IPEndPoint(IPAddress.Loopback, serve.FirstPort);
        var sockets = new List<Socket>();
        try
        {
            // What the first requests cost is not of the connections.
            for (var i = 0; i < 200; i++)
                await AskAsync(endPoint, sockets, files.Middle.Name);
            var before = Memory(serve.Process.Id);
            for (var i = 0; i < Connections; i++)
                await AskAsync(endPoint, sockets, files.Middle.Name);
            var more = Memory(serve.Process.Id) - before;
            TestContext.Current.TestOutputHelper?.WriteLine($"{Connections} idle connections: {more} more");
            Assert.True(more < 40 * ByteSize.MiB, $"{Connections} idle connections cost {more}");
            var established = new HashSet<string>();
            // The kernel tells of them part by part: what comes and goes between two parts makes it leave one out or tell it twice.
            for (var looks = 0; looks < 10 && established.Count < 200 + Connections; looks++)
                established.UnionWith(Established(serve.FirstPort));
            Assert.Equal(200 + Connections, established.Count);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    /// <summary>One request on a connection that stays open.</summary>
    private static async Task AskAsync(IPEndPoint endPoint, List<Socket> sockets, string name)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(socket);
        await socket.ConnectAsync(endPoint, TestContext.Current.CancellationToken);
        var request = $"GET /{name} HTTP/1.1\r\nHost: a\r\nRange: bytes=0-999\r\n\r\n";
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        var answer = new byte[4096];
        for (var count = 0; !IsWhole(answer.AsSpan(0, count)); )
        {
            var read = await socket.ReceiveAsync(answer.AsMemory(count), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, read);
            count += read;
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        return end >= 0 && answer.Length == end + 4 + 1000;
    }

    /// <summary>Resident memory now.</summary>
    private static ByteSize Memory(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status")
            .First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return new ByteSize(long.Parse(line.Split(' ')[^2], CultureInfo.InvariantCulture) * 1024);
    }

    /// <summary>The clients whose connections both ends still have, as the kernel lists the server's side.</summary>
    private static IEnumerable<string> Established(int port)
    {
        var local = $"0100007F:{port:X4}";
        return File.ReadLines("/proc/net/tcp")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words[1] == local && words[3] == "01")
            .Select(words => words[2]);
    }
}
