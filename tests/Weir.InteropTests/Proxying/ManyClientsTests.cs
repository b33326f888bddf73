using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.Measurements.Units;
using Weir.Testing.Files;
using Weir.Testing.Origins;

namespace Weir.InteropTests.Proxying;

public sealed class ManyClientsTests : IDisposable
{
    private const int Clients = 1000;
    private const int Size = 100_000_000;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(256, false)]
    [InlineData(32, true)]
    public async Task A_thousand_clients_of_one_cold_file_are_one_request_and_little_memory(int memory, bool hasDisk)
    {
        var content = new TestContent(Size);
        var release = new TaskCompletionSource();
        await using var origin = new MisbehavingOrigin(
            content.Bytes,
            _ => new Misbehaviour { Fields = [("Cache-Control", "max-age=3600")], HoldUntil = release.Task }
        );
        string[] disk = hasDisk ? ["--disk", _folder["cache"]] : [];
        await using var proxy = await ProxyProcess.StartAsync(
            $"http://127.0.0.1:{origin.Port}",
            ["--memory", $"{memory}MiB", .. disk]
        );
        var address = new IPEndPoint(IPAddress.Loopback, new Uri(proxy.Url).Port);
        // Half of them ask before the origin has answered, half while the body comes.
        var first = Enumerable.Range(0, Clients / 2).Select(_ => CountAsync(address, content)).ToList();
        await origin.WaitUntilAsync(o => o.Requests.Count == 1);
        release.SetResult();
        var second = Enumerable.Range(0, Clients / 2).Select(_ => CountAsync(address, content)).ToList();

        Assert.All(await Task.WhenAll(first.Concat(second)), Assert.True);
        Assert.Single(origin.Requests);
        Assert.InRange(proxy.Process.PeakMemory.Bytes, 1, ((memory + 100) * ByteSize.MiB).Bytes);
    }

    /// <summary>Whether a client gets exactly the content.</summary>
    private static async Task<bool> CountAsync(IPEndPoint address, TestContent content)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 64 * 1024 };
        var cancellation = TestContext.Current.CancellationToken;
        await socket.ConnectAsync(address, cancellation);
        await socket.SendAsync("GET /f HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellation);
        var buffer = new byte[128 * 1024];
        var (kept, at) = (0, -1L);
        while (await socket.ReceiveAsync(buffer.AsMemory(kept), cancellation) is var read and > 0)
        {
            var bytes = buffer.AsMemory(0, kept + read);
            if (at < 0)
            {
                var end = bytes.Span.IndexOf("\r\n\r\n"u8);
                kept = end < 0 ? bytes.Length : 0;
                if (end < 0)
                    continue;
                if (!Encoding.ASCII.GetString(bytes.Span[..end]).Contains($"Content-Length: {Size}"))
                    return false;
                bytes = bytes[(end + 4)..];
                at = 0;
            }

            if (at + bytes.Length > Size || !content.Bytes.Span.Slice((int)at, bytes.Length).SequenceEqual(bytes.Span))
                return false;
            at += bytes.Length;
        }

        return at == Size;
    }
}
