using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Weir.Probes.Probing;
using Weir.Transport.Tls;

namespace Weir.Probes.Requests;

/// <summary>
/// Makes a few requests to this process itself before the first session. Code that runs for the first time takes tens of
/// milliseconds, hundreds with TLS, which would be seen as delays of the first requests.
/// </summary>
internal static class RequestRehearsal
{
    private const int Requests = 3;

    private static readonly Lazy<bool> Plain = new(() => Run(ProbeProtocol.Http));

    private static readonly Lazy<bool> Secured = new(() => Run(ProbeProtocol.Https));

    /// <summary>Does nothing when it was done before in this process. Blocks.</summary>
    public static void Once(ProbeProtocol protocol) =>
        _ = protocol == ProbeProtocol.Https ? Secured.Value : Plain.Value;

    private static bool Run(ProbeProtocol protocol)
    {
        var time = TimeProvider.System;
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            // Without a loopback the first request is slower, and nothing worse.
            return false;
        }

        using var certificate = protocol == ProbeProtocol.Https ? Certificate(time.GetUtcNow()) : null;
        var server = new Thread(() => Serve(listener, certificate)) { Name = "probe rehearsal", IsBackground = true };
        server.Start();
        var there = (IPEndPoint)listener.LocalEndpoint;
        var target = new ProbeTarget(protocol, $"{there.Address}", there.Port);
        var trust = PeerTrust.Create(authorityPath: null, pin: null, isInsecure: true, out _);
        var exchanger = new Exchanger(target, [there.Address], trust, time);
        var session = new RequestSession(new SessionClock(time), Requests, TimeSpan.Zero);
        for (var i = 0; i < Requests; i++)
            session.Make(TimeSpan.Zero, exchanger, () => false);
        listener.Stop();
        server.Join();
        return true;
    }

    private static void Serve(TcpListener listener, X509Certificate2? certificate)
    {
        try
        {
            for (var i = 0; i < Requests; i++)
            {
                using var client = listener.AcceptTcpClient();
                Answer(client.GetStream(), certificate);
            }
        }
        catch (Exception error) when (error is SocketException or IOException or AuthenticationException)
        {
            // The other side has ended, or the listener has.
            listener.Stop();
        }
    }

    private static void Answer(NetworkStream plain, X509Certificate2? certificate)
    {
        var secured = certificate is null ? null : new SslStream(plain);
        secured?.AuthenticateAsServer(certificate!);
        using Stream stream = secured ?? (Stream)plain;
        if (stream.Read(new byte[1024]) > 0)
            stream.Write("HTTP/1.1 204 No Content\r\n\r\n"u8);
    }

    private static X509Certificate2 Certificate(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + TimeSpan.FromDays(1));
    }
}
