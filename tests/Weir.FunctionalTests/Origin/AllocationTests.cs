using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Weir.FunctionalTests.Clients;
using Weir.Testing.Budgets;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Origin;

/// <summary>
/// What a request on a warm connection allocates in the whole process. The client allocates nothing: it has its bytes ready
/// and blocks.
/// </summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    private const int WarmUp = 300;
    private const int Requests = 1000;
    private static readonly byte[] Small = new TestContent(1024).Bytes.ToArray();
    private static readonly byte[] Large = new TestContent(200_000).Bytes.ToArray();

    [Theory]
    [InlineData("get_bytes", "GET /small HTTP/1.1")]
    [InlineData("get_bytes", "GET /large HTTP/1.1")]
    [InlineData("get_bytes", "GET /sub/a%20b HTTP/1.1")]
    [InlineData("head_bytes", "HEAD /large HTTP/1.1")]
    [InlineData("range_bytes", "GET /large HTTP/1.1\r\nRange: bytes=1000-150000")]
    [InlineData("multirange_bytes", "GET /large HTTP/1.1\r\nRange: bytes=0-99,1000-1999,150000-")]
    [InlineData("listing_bytes", "GET /sub/ HTTP/1.1")]
    public async Task A_request_stays_within_its_budget(string budget, string request)
    {
        await using var origin = await StartAsync(isTls: false);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Connect(socket, origin);
        using var stream = new NetworkStream(socket);
        await StayWithinAsync(budget, origin, stream, request);
    }

    [Fact]
    public async Task A_request_over_TLS_stays_within_its_budget()
    {
        await using var origin = await StartAsync(isTls: true);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Connect(socket, origin);
        await using var stream = new SslStream(
            new NetworkStream(socket),
            leaveInnerStreamOpen: false,
            (_, certificate, _, _) => certificate is not null
        );
        stream.AuthenticateAsClient("localhost");
        await StayWithinAsync("tls_get_bytes", origin, stream, "GET /large HTTP/1.1");
    }

    /// <summary>Whoever waits for a socket that an asynchronous call has touched allocates.</summary>
    private static void Connect(Socket socket, TestOrigin origin) => socket.Connect(origin.EndPoint);

    private static async Task StayWithinAsync(string budget, TestOrigin origin, Stream stream, string request)
    {
        var wire = Encoding.ASCII.GetBytes(request + "\r\nHost: a\r\n\r\n");
        var answer = new byte[1024 * 1024];
        var length = FirstLength(stream, wire, answer, isHead: request.StartsWith("HEAD", StringComparison.Ordinal));
        Repeat(stream, wire, answer, length, WarmUp);
        // A file is hashed once, beside its first answers.
        await Eventually.HoldsAsync(() => origin.Server.Hashing.Files == 0);
        Repeat(stream, wire, answer, length, WarmUp);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Repeat(stream, wire, answer, length, Requests);
        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} bytes");
        Assert.InRange(bytes, 0, Budget.Of("origin", budget));
    }

    private static void Repeat(Stream stream, byte[] request, byte[] answer, int length, int times)
    {
        for (var i = 0; i < times; i++)
            Exchange(stream, request, answer, length);
    }

    private static void Exchange(Stream stream, byte[] request, byte[] answer, int length)
    {
        stream.Write(request);
        stream.ReadExactly(answer, 0, length);
    }

    /// <summary>How long the answer is, from its first occurrence.</summary>
    private static int FirstLength(Stream stream, byte[] request, byte[] answer, bool isHead)
    {
        stream.Write(request);
        var count = 0;
        int end;
        do count += stream.Read(answer, count, answer.Length - count);
        while ((end = answer.AsSpan(0, count).IndexOf("\r\n\r\n"u8)) < 0);
        var head = Encoding.ASCII.GetString(answer, 0, end);
        Assert.StartsWith("HTTP/1.1 20", head, StringComparison.Ordinal);
        var name = "Content-Length: ";
        var value = head[(head.IndexOf(name, StringComparison.Ordinal) + name.Length)..];
        var length = end + 4 + (isHead ? 0 : int.Parse(value.Split("\r\n")[0]));
        stream.ReadExactly(answer, count, length - count);
        return length;
    }

    private static Task<TestOrigin> StartAsync(bool isTls) =>
        TestOrigin.StartAsync(
            folder =>
            {
                Directory.CreateDirectory(folder["root/sub"]);
                folder.Write("root/small", Small);
                folder.Write("root/large", Large);
                for (var i = 0; i < 20; i++)
                    folder.Write($"root/sub/file{i}", Small);
                folder.Write("root/sub/a b", Small);
            },
            isTls: isTls
        );
}
