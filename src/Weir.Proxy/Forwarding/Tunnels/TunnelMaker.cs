using System.Globalization;
using System.Text;
using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Http.Server;
using Weir.Proxy.Caching;
using Weir.Proxy.Caching.Fills;
using Weir.Proxy.Forwarding.Sites;
using Weir.Transport.Blocking;
using Weir.Transport.Loop;

namespace Weir.Proxy.Forwarding.Tunnels;

/// <summary>Answers CONNECT (RFC 9110 9.3.6): to hosts and ports that are allowed, at addresses that are.</summary>
internal sealed class TunnelMaker(
    AllowList allowed,
    UpstreamOptions options,
    ProxyIdentity identity,
    FillThreads threads,
    TimeProvider time
) : IDisposable
{
    /// <summary>A tunnel in which nothing moves for so long is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private volatile bool _isStopped;

    public async ValueTask OpenAsync(Exchange exchange)
    {
        if (Target(exchange.Head) is not var (host, port))
        {
            CacheAnswer.Refused(exchange, 400, "CONNECT names HOST:PORT and has no body.", "target");
            return;
        }

        if (identity.HasSeen(exchange.Head))
        {
            CacheAnswer.Refused(
                exchange,
                508,
                "The request has been here before: it leads back to this proxy.",
                "loop"
            );
            return;
        }

        if (!allowed.Covers(host, port))
        {
            CacheAnswer.Refused(exchange, 403, "This proxy does not go there.", "not-allowed");
            return;
        }

        var start = time.GetTimestamp();
        var told = new TaskCompletionSource<Dialled>(TaskCreationOptions.RunContinuationsAsynchronously);
        var dialled = threads.TryRun(() => told.SetResult(Dial(host, port)))
            ? await told.Task
            : new Dialled(null, ForwardFailure.Busy);
        var took = time.GetElapsedTime(start);
        var status = new CacheStatus(ProxyIdentity.Name) { Forward = ForwardReason.Method };
        if (dialled.Socket is not { } socket)
        {
            var failure = dialled.Failure!;
            CacheAnswer.Failed(
                exchange,
                failure,
                new CacheNote(
                    failure.IsRefusal ? CacheVerdict.Refused : CacheVerdict.Failed,
                    status,
                    failure.Reason,
                    took
                )
            );
            return;
        }

        exchange.Start(200);
        exchange.SetTunnel(new Tunnel(socket, Patience));
        exchange.Note = new CacheNote(CacheVerdict.Pass, status, "tunnel", took);
    }

    /// <summary>What waits for a connection ends.</summary>
    public void Dispose() => _isStopped = true;

    private Dialled Dial(string host, int port)
    {
        var socket = LoopSocket.Dial(
            host,
            port,
            options.ConnectTimeout,
            time,
            () => _isStopped,
            out var fault,
            permits: address => allowed.Permits(address, port)
        );
        return new Dialled(socket, socket is null ? ForwardFailure.Of(fault!) : null);
    }

    /// <summary>RFC 9112 3.2.3: the authority-form, with its port. What says that it has a body is not understood.</summary>
    private static (string Host, int Port)? Target(Head head)
    {
        if (
            !HostField.IsValid(head.Target)
            || head.CountOf("Content-Length"u8) + head.CountOf("Transfer-Encoding"u8) > 0
        )
            return null;
        var text = Encoding.ASCII.GetString(head.Target);
        var colon = text.LastIndexOf(':');
        if (
            colon <= text.LastIndexOf(']')
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is 0
        )
            return null;
        return (text[..colon].Trim('[', ']'), port);
    }

    private readonly record struct Dialled(BlockingSocket? Socket, ForwardFailure? Failure);
}
