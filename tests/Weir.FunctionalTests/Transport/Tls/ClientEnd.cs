using Weir.Testing.Origins;
using Weir.Transport.Blocking;
using Weir.Transport.Tls;
using Weir.Transport.Tls.OpenSsl;

namespace Weir.FunctionalTests.Transport.Tls;

/// <summary>Both ways in which clients speak TLS, which must not differ but in speed.</summary>
internal static class ClientEnd
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Whether it is OpenSSL itself; else the runtime's classes.</summary>
    public static TheoryData<bool> Both => [true, false];

    public static PeerTrust Anybody { get; } = PeerTrust.Create(null, null, isInsecure: true, out _)!;

    public static BlockingChannel? Open(
        bool isOpenSsl,
        int port,
        PeerTrust trust,
        out NetworkFault? fault,
        string host = "127.0.0.1",
        TimeSpan? timeout = null,
        Func<bool>? isCancelled = null,
        Action<BlockingSocket>? seesSocket = null
    )
    {
        Assert.SkipWhen(isOpenSsl && !OpenSslChannel.IsAtHand, "OpenSSL is not used here.");
        var most = timeout ?? Patience;
        var socket = BlockingSocket.Connect("127.0.0.1", port, Patience, TimeProvider.System, () => false, out fault);
        Assert.NotNull(socket);
        seesSocket?.Invoke(socket);
        isCancelled ??= () => false;
        return isOpenSsl
            ? OpenSslChannel.Open(socket, host, trust, most, TimeProvider.System, isCancelled, out fault)
            : TlsChannel.Open(socket, host, trust, most, TimeProvider.System, isCancelled, out fault);
    }

    /// <summary>To a server that anybody would be for this test.</summary>
    public static BlockingChannel Open(bool isOpenSsl, LoopbackPeer peer)
    {
        var channel = Open(isOpenSsl, peer.Port, Anybody, out var fault);
        Assert.True(channel is not null, fault?.Reason);
        channel.SetReadTimeout(Patience);
        return channel;
    }

    /// <summary>All that comes, and how it ended.</summary>
    public static (byte[] Bytes, NetworkFault? Fault) ReadAll(BlockingChannel channel, int atOnce = 100_000)
    {
        var (all, buffer) = (new MemoryStream(), new byte[atOnce]);
        while (true)
        {
            var read = channel.Read(buffer);
            all.Write(buffer, 0, read.Bytes);
            if (read.Bytes == 0)
                return (all.ToArray(), read.Fault);
        }
    }
}
