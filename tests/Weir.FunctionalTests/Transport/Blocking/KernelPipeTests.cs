using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Weir.Testing.Drivers;
using Weir.Testing.Files;
using Weir.Transport.Blocking;
using Weir.Transport.Drivers;
using Weir.Transport.Linux;

namespace Weir.FunctionalTests.Transport.Blocking;

[SupportedOSPlatform("linux")]
public sealed class KernelPipeTests : IDisposable
{
    private const int AppendMode = 0x400; // O_APPEND

    private readonly TemporaryFolder _folder = new();
    private readonly KernelPipe _pipe = KernelPipe.TryCreate()!;
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly BlockingSocket _client;
    private readonly Socket _server;

    public KernelPipeTests()
    {
        Assert.SkipUnless(NativeDrivers.AreUsed, NativeOnly.Splice);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        var port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _client = BlockingSocket.Connect(
            "127.0.0.1",
            port,
            TimeSpan.FromSeconds(30),
            TimeProvider.System,
            () => false,
            out _
        )!;
        _server = _listener.Accept();
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _listener.Dispose();
        _pipe.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Bytes_reach_their_offset_and_the_dropped_ones_do_not()
    {
        Receive([1, 2, 3, 4, 5, 6]);
        using var file = Open();

        _pipe.Drop(1);
        _pipe.MoveTo(file, 10, 3);
        _pipe.Drop(2);

        Assert.Equal(0, _pipe.Count);
        Assert.Equal(13, RandomAccess.GetLength(file));
        var read = new byte[13];
        RandomAccess.Read(file, read, 0);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 4], read);
    }

    [Fact]
    public void File_that_cannot_be_spliced_to_is_written_through_memory()
    {
        Receive([1, 2, 3, 4]);
        using var file = Open();
        // splice(2): EINVAL for a file in append mode.
        _ = Libc.Control((int)file.DangerousGetHandle(), SocketConstants.SetFlags, AppendMode);

        _pipe.MoveTo(file, 0, 4);

        var read = new byte[4];
        Assert.Equal(4, RandomAccess.Read(file, read, 0));
        Assert.Equal([1, 2, 3, 4], read);
    }

    [Fact]
    public void Failing_write_says_the_errno()
    {
        Receive([1, 2, 3, 4]);
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

        var error = Assert.Throws<IOException>(() => _pipe.MoveTo(full, 0, 4));

        Assert.Equal(28, error.HResult); // ENOSPC
    }

    [Fact]
    public void End_of_the_stream_is_no_bytes_and_no_fault()
    {
        _server.Shutdown(SocketShutdown.Send);

        Assert.Equal(Transferred.Of(0), _client.Read(_pipe, 100));
    }

    [Fact]
    public void Interrupting_ends_a_read_that_waits()
    {
        using var timer = new Timer(
            _ => _client.Interrupt(),
            null,
            TimeSpan.FromMilliseconds(50),
            Timeout.InfiniteTimeSpan
        );

        Assert.Equal(FaultKind.Interrupted, _client.Read(_pipe, 100).Fault?.Kind);
    }

    [Fact]
    public void Silence_runs_into_the_time_out_of_reads()
    {
        _client.SetReadTimeout(TimeSpan.FromMilliseconds(20));

        Assert.Equal(FaultKind.TimedOut, _client.Read(_pipe, 100).Fault?.Kind);
    }

    [Fact]
    public void Full_pipe_must_be_emptied_before_it_is_filled_again()
    {
        Receive([1]);

        Assert.Throws<InvalidOperationException>(() => _client.Read(_pipe, 100));
    }

    private void Receive(byte[] bytes)
    {
        _server.Send(bytes);
        Assert.Equal(Transferred.Of(bytes.Length), _client.Read(_pipe, 100));
    }

    private SafeFileHandle Open() =>
        File.OpenHandle(_folder["file"], FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
}
