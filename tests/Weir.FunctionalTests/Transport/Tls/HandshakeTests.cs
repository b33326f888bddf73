using System.Collections.Concurrent;
using System.Security.Authentication;
using Weir.FunctionalTests.Origin;
using Weir.Testing.Files;
using Weir.Testing.Origins;
using Weir.Transport.Blocking;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Transport.Tls;

/// <summary>With whom a client shakes hands, and with whom it does not.</summary>
public sealed class HandshakeTests
{
    public static TheoryData<bool> Both => ClientEnd.Both;

    [Theory]
    [InlineData("a.test", "a.test", true)]
    [InlineData("a.test", "A.TEST.", true)]
    [InlineData("a.test", "b.test", false)]
    [InlineData("*.a.test", "www.a.test", true)]
    [InlineData("*.a.test", "a.test", false)]
    [InlineData("*.a.test", "one.www.a.test", false)]
    [InlineData("w*.a.test", "www.a.test", false)]
    [InlineData("*.test", "a.test", false)]
    [InlineData("xn--mller-kva.test", "m\u00fcller.test", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.2", "127.0.0.1", false)]
    [InlineData("::1", "[::1]", true)]
    [InlineData("::2", "[::1]", false)]
    [InlineData("cn:a.test", "a.test", true)]
    [InlineData("cn:b.test", "a.test", false)]
    [InlineData("cn:127.0.0.1", "127.0.0.1", true)]
    [InlineData("b.test cn:a.test", "a.test", false)]
    public async Task Certificate_is_believed_for_its_names_alone(string names, string host, bool isFor)
    {
        var all = names.Split(' ');
        var common = all.FirstOrDefault(name => name.StartsWith("cn:", StringComparison.Ordinal))?[3..];
        var authority = TestAuthority.Make();
        var chain = authority.Issue(
            [.. all.Where(name => !name.StartsWith("cn:", StringComparison.Ordinal))],
            common ?? "server"
        );
        foreach (var isOpenSsl in Ways)
        {
            var reason = await ReasonAsync(isOpenSsl, chain, authority.Trust(), host);
            if (isFor)
                Assert.Null(reason);
            else
                Assert.Contains("its certificate is for", reason, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Authority_below_another_is_believed_when_the_server_shows_it(bool isOpenSsl)
    {
        var root = TestAuthority.Make();
        var below = root.MakeBelow("Below");

        Assert.Null(await ReasonAsync(isOpenSsl, below.Issue(["127.0.0.1"], with: below), root.Trust()));
        Assert.Contains(
            "no authority",
            await ReasonAsync(isOpenSsl, below.Issue(["127.0.0.1"]), root.Trust()),
            StringComparison.Ordinal
        );
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Nobody_is_believed_without_a_reason(bool isOpenSsl)
    {
        var authority = TestAuthority.Make();
        var stranger = TestAuthority.Make("Stranger").Issue(["127.0.0.1"]);
        var expired = authority.Issue(["127.0.0.1"], days: -1);
        var notServer = authority.Issue(["127.0.0.1"], usage: TestAuthority.ForClients);

        await FailsAsync("no authority that is believed here", stranger, authority.Trust());
        await FailsAsync("no authority that is believed here", authority.Issue(["127.0.0.1"]), PeerTrust.Default);
        await FailsAsync("self-signed", TestCertificate.Localhost, PeerTrust.Default);
        await FailsAsync("expired on", expired, authority.Trust());
        await FailsAsync("is not for servers", notServer, authority.Trust());
        await FailsAsync("not the pinned one", expired, Pin(new string('0', 64)));

        async Task FailsAsync(string reason, CertificateChain chain, PeerTrust trust) =>
            Assert.Contains(reason, await ReasonAsync(isOpenSsl, chain, trust), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Named_certificate_is_believed_whatever_else_is_wrong_with_it(bool isOpenSsl)
    {
        var chain = TestAuthority.Make().Issue(["elsewhere.test"], usage: TestAuthority.ForClients, days: -1);

        Assert.Null(await ReasonAsync(isOpenSsl, chain, Pin(TlsIdentity.Fingerprint(chain.Leaf))));
        Assert.Null(await ReasonAsync(isOpenSsl, chain, ClientEnd.Anybody));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Self_signed_certificate_is_believed_when_it_is_named(bool isOpenSsl)
    {
        using var folder = new TemporaryFolder();
        var (path, _) = TestCertificate.Write(TestCertificate.Localhost, folder.Path);
        var trust = PeerTrust.Create(path, null, isInsecure: false, out _)!;

        Assert.Null(await ReasonAsync(isOpenSsl, TestCertificate.Localhost, trust));
        Assert.Contains(
            "is for localhost",
            await ReasonAsync(isOpenSsl, TestCertificate.Localhost, trust, "elsewhere.test"),
            StringComparison.Ordinal
        );
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Server_that_is_not_believed_is_told_nothing(bool isOpenSsl)
    {
        var told = new TaskCompletionSource<int>();
        await using var peer = TlsPeer.Start(
            async (ssl, _, end) =>
            {
                try
                {
                    told.SetResult(await ssl.ReadAsync(new byte[100], end));
                }
                catch (IOException)
                {
                    told.SetResult(0);
                }
            },
            versions: SslProtocols.Tls12
        );

        Assert.Null(ClientEnd.Open(isOpenSsl, peer.Port, PeerTrust.Default, out var fault));
        Assert.Equal(FaultKind.NotSecured, fault?.Kind);
        if (isOpenSsl)
            Assert.Equal(0, await told.Task);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Names_are_asked_for_and_addresses_are_not(bool isOpenSsl)
    {
        var seen = new ConcurrentQueue<string>();
        await using var peer = TlsPeer.Start((_, _, _) => Task.CompletedTask, seesName: seen.Enqueue);
        foreach (var host in new[] { "a.test", "m\u00fcller.test", "127.0.0.1", "[::1]" })
            ClientEnd.Open(isOpenSsl, peer.Port, ClientEnd.Anybody, out _, host)?.Dispose();

        Assert.Equal(["a.test", "m\u00fcller.test", "", ""], seen);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Http_of_the_first_version_is_agreed_on(bool isOpenSsl)
    {
        var agreed = new TaskCompletionSource<string>();
        await using var peer = TlsPeer.Start(
            (ssl, _, _) =>
            {
                agreed.SetResult(ssl.NegotiatedApplicationProtocol.ToString());
                return Task.CompletedTask;
            }
        );
        using var channel = ClientEnd.Open(isOpenSsl, peer);

        Assert.Equal("http/1.1", await agreed.Task);
    }

    /// <summary>A ServerHello (RFC 4346 7.4.1.3) that chooses TLS 1.1, though the client does not offer it.</summary>
    [Theory, MemberData(nameof(Both))]
    public async Task Server_that_chooses_an_old_version_is_refused(bool isOpenSsl)
    {
        byte[] hello = [2, 0, 0, 38, 3, 2, .. new byte[32], 0, 0xC0, 0x13, 0];
        await using var peer = new LoopbackPeer(
            async (socket, end) =>
            {
                await socket.ReceiveAsync(new byte[1], end);
                await socket.SendAsync((byte[])[22, 3, 2, 0, (byte)hello.Length, .. hello], end);
                await socket.ReceiveAsync(new byte[1000], end);
            }
        );

        Assert.Null(ClientEnd.Open(isOpenSsl, peer.Port, ClientEnd.Anybody, out var fault));
        Assert.Equal((FaultKind.NotSecured, "the server speaks neither TLS 1.2 nor 1.3"), (fault!.Kind, fault.Reason));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Server_that_says_nothing_has_only_so_long(bool isOpenSsl)
    {
        await using var peer = new LoopbackPeer(
            (_, end) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end)
        );
        var most = TimeSpan.FromMilliseconds(250);

        Assert.Null(ClientEnd.Open(isOpenSsl, peer.Port, ClientEnd.Anybody, out var fault, timeout: most));
        Assert.Equal(FaultKind.TimedOut, fault!.Kind);
        Assert.Contains("no TLS handshake within", fault.Reason, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Handshake_that_is_called_off_ends(bool isOpenSsl)
    {
        var asked = 0;
        await using var peer = new LoopbackPeer(
            (_, end) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end)
        );

        Assert.Null(
            ClientEnd.Open(isOpenSsl, peer.Port, ClientEnd.Anybody, out var fault, isCancelled: () => ++asked > 2)
        );
        Assert.Equal(FaultKind.Interrupted, fault?.Kind);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Server_that_goes_in_the_middle_is_refused_in_words(bool isOpenSsl)
    {
        await using var silent = new LoopbackPeer((socket, end) => socket.ReceiveAsync(new byte[1], end).AsTask());
        await using var clear = new LoopbackPeer(
            async (socket, end) =>
            {
                await socket.ReceiveAsync(new byte[1], end);
                await socket.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), end);
                await socket.ReceiveAsync(new byte[1000], end);
            }
        );

        Assert.Null(ClientEnd.Open(isOpenSsl, clear.Port, ClientEnd.Anybody, out var fault));
        Assert.Contains("does not speak TLS at this port", fault!.Reason, StringComparison.Ordinal);
        Assert.Null(ClientEnd.Open(isOpenSsl, silent.Port, ClientEnd.Anybody, out fault));
        // What the client had sent and nobody read turns the end into a reset.
        Assert.True(
            fault!.Kind == FaultKind.Reset || fault.Reason.Contains("in the TLS handshake", StringComparison.Ordinal),
            fault.Reason
        );
    }

    private static IEnumerable<bool> Ways =>
        Weir.Transport.Tls.OpenSsl.OpenSslChannel.IsAtHand ? [true, false] : [false];

    private static PeerTrust Pin(string hex) => PeerTrust.Create(null, hex, isInsecure: false, out _)!;

    /// <summary>Why there is no connection; null when there is.</summary>
    private static async Task<string?> ReasonAsync(
        bool isOpenSsl,
        CertificateChain chain,
        PeerTrust trust,
        string host = "127.0.0.1"
    )
    {
        await using var peer = TlsPeer.Start((ssl, _, end) => ssl.CopyToAsync(Stream.Null, end), chain);
        using var channel = ClientEnd.Open(isOpenSsl, peer.Port, trust, out var fault, host);
        Assert.Equal(channel is null, fault is not null);
        return fault?.Reason;
    }
}
