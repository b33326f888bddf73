using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Weir.FunctionalTests.Origin;
using Weir.Testing.Origins;
using Weir.Transport.Tls;

namespace Weir.FunctionalTests.Transport.Tls;

/// <summary>Servers on loopback that shake hands, and then do with each connection what a test says.</summary>
internal static class TlsPeer
{
    /// <param name="seesName">Gets the name that the client asks for, "" without one.</param>
    public static LoopbackPeer Start(
        Func<SslStream, Socket, CancellationToken, Task> serve,
        CertificateChain? chain = null,
        SslProtocols versions = SslProtocols.Tls13,
        Action<string>? seesName = null
    )
    {
        var identity = SslStreamCertificateContext.Create(
            (chain ?? TestCertificate.Localhost).Leaf,
            chain?.Intermediates,
            offline: true
        );
        return new LoopbackPeer(
            async (socket, end) =>
            {
                await using var ssl = new SslStream(new NetworkStream(socket));
                await ssl.AuthenticateAsServerAsync(
                    (_, hello, _, _) =>
                    {
                        seesName?.Invoke(hello.ServerName);
                        return ValueTask.FromResult(
                            new SslServerAuthenticationOptions
                            {
                                ServerCertificateContext = identity,
                                EnabledSslProtocols = versions,
                                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                            }
                        );
                    },
                    null,
                    end
                );
                await serve(ssl, socket, end);
            }
        );
    }
}
