using Weir.Testing.Origins;
using Weir.Transport.Blocking;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Transport.Tls;

/// <summary>What connections leave behind.</summary>
[Collection(Alone.Name)]
public sealed class ManyConnectionsTests
{
    private const int Connections = 200;

    private static readonly byte[] Content = new byte[100_000];

    public static TheoryData<bool> Both => ClientEnd.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Connections_that_are_closed_leave_nothing_behind(bool isOpenSsl)
    {
        await using var peer = TlsPeer.Start(
            async (ssl, _, end) =>
            {
                await ssl.WriteAsync(Content, end);
                await ssl.CopyToAsync(Stream.Null, end);
            }
        );
        OpenAndClose(isOpenSsl, peer);
        await SettleAsync();
        var files = OpenFiles();
        var sockets = OpenAndClose(isOpenSsl, peer);
        await SettleAsync();

        Assert.InRange(OpenFiles(), 0, files + 10);
        // Whatever is not freed in OpenSSL holds its socket.
        Assert.InRange(sockets.Count(socket => socket.IsAlive), 0, 1);
    }

    /// <summary>All at once, some in the middle of a record, some refused, some interrupted.</summary>
    private static List<WeakReference> OpenAndClose(bool isOpenSsl, LoopbackPeer peer)
    {
        var (sockets, open) = (new List<WeakReference>(), new List<BlockingChannel>());
        var buffer = new byte[50_000];
        for (var i = 0; i < Connections; i++)
        {
            var isRefused = i % 10 == 0;
            var trust = isRefused ? PeerTrust.Default : ClientEnd.Anybody;
            var channel = ClientEnd.Open(isOpenSsl, peer.Port, trust, out _, seesSocket: s => sockets.Add(new(s)));
            Assert.Equal(isRefused, channel is null);
            if (channel is null)
                continue;
            open.Add(channel);
            channel.SetReadTimeout(ClientEnd.Patience);
            Assert.True(channel.Read(buffer).Bytes > 0);
            if (i % 3 == 0)
                channel.Interrupt();
        }
        open.ForEach(channel => channel.Dispose());
        return sockets;
    }

    /// <summary>The server's ends go too, and what waits for the collector.</summary>
    private static async Task SettleAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static int OpenFiles() => Directory.GetFiles("/proc/self/fd").Length;
}
