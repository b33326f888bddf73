using System.Net.Sockets;
using System.Text;
using Weir.Testing.Budgets;
using static Weir.FunctionalTests.Proxy.TestProxy;

namespace Weir.FunctionalTests.Proxy.Caching;

/// <summary>
/// What a hit on a warm connection allocates in the whole process. The client allocates nothing: it has its bytes ready and
/// blocks.
/// </summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    private const int Requests = 1000;
    private static readonly byte[] Wire = Encoding.ASCII.GetBytes("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");

    [Fact]
    public async Task A_hit_in_memory_stays_within_its_budget()
    {
        await using var proxy = new TestProxy(_ => With("Cache-Control: max-age=60"), new byte[1024]);
        await proxy.GetAsync("/a");
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        // Whoever waits for a socket that an asynchronous call has touched allocates.
        socket.Connect(proxy.Server.EndPoints[0]);
        var answer = new byte[64 * 1024];
        socket.Send(Wire);
        var length = 0;
        while (!answer.AsSpan(0, length).EndsWith(new byte[1024]))
            length += socket.Receive(answer, length, answer.Length - length, SocketFlags.None);
        Repeat(socket, answer, length);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        Repeat(socket, answer, length);
        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;

        Assert.InRange(bytes, 0, Budget.Of("proxy", "hit_bytes"));
    }

    private static void Repeat(Socket socket, byte[] answer, int length)
    {
        for (var i = 0; i < Requests; i++)
        {
            socket.Send(Wire);
            for (var read = 0; read < length; )
                read += socket.Receive(answer, read, length - read, SocketFlags.None);
        }
    }
}
