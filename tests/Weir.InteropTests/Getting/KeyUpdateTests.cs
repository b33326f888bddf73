using System.Text;
using Weir.InteropTests.Programs;
using Weir.Testing.Files;
using Weir.Testing.Processes;
using Weir.Transport.Blocking;
using Weir.Transport.Tls;

namespace Weir.InteropTests.Getting;

/// <summary>What a server may ask for in the middle of a connection.</summary>
public sealed class KeyUpdateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>RFC 8446 4.6.3: at once for both directions, so that the client must answer in the middle of a read.</summary>
    [Fact]
    public async Task Keys_may_change_between_bytes()
    {
        using var folder = new TemporaryFolder();
        var certificate = await OpenSslCertificate.MakeAsync(folder);
        var port = FreePorts.Next();
        await using var server = ProgramProcess.Start(
            "openssl",
            ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", certificate.Certificate, "-key", certificate.Key]
        );
        await server.WaitForOutputAsync(line => line.StartsWith("ACCEPT", StringComparison.Ordinal));
        var trust = PeerTrust.Create(null, certificate.Pin, isInsecure: false, out _);
        using var channel = Dialler.Connect(
            "127.0.0.1",
            port,
            trust,
            Patience,
            TimeProvider.System,
            () => false,
            out var fault
        );
        Assert.True(channel is not null, fault?.Reason);
        channel.SetReadTimeout(Patience);

        await server.WriteLineAsync("before");
        Assert.Equal("before\n", Read(channel));
        await server.WriteLineAsync("K");
        await AfterAsync(server, channel);
        Assert.Null(channel.Write("with the new key\n"u8));
        await server.WaitForOutputAsync(line => line.StartsWith("with the new key", StringComparison.Ordinal));
    }

    /// <summary>The server drops what it reads together with a command: then it is told once more.</summary>
    private static async Task AfterAsync(ProgramProcess server, BlockingChannel channel)
    {
        channel.SetReadTimeout(TimeSpan.FromSeconds(1));
        var buffer = new byte[100];
        for (var i = 0; i < Patience.TotalSeconds; i++)
        {
            await server.WriteLineAsync("after");
            var read = channel.Read(buffer);
            if (read.Bytes == 0 && read.Fault?.Kind is FaultKind.TimedOut)
                continue;
            Assert.StartsWith("after\n", Encoding.ASCII.GetString(buffer, 0, read.Bytes), StringComparison.Ordinal);
            return;
        }

        Assert.Fail("nothing came with the new key");
    }

    private static string Read(BlockingChannel channel)
    {
        var (text, buffer) = (new StringBuilder(), new byte[100]);
        while (!text.ToString().EndsWith('\n'))
        {
            var read = channel.Read(buffer);
            Assert.True(read.Bytes > 0, read.Fault?.Reason);
            text.Append(Encoding.ASCII.GetString(buffer, 0, read.Bytes));
        }
        return text.ToString();
    }
}
