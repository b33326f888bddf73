using System.Net;
using System.Text;
using Weir.Probes.Probing;
using Weir.Transport.Blocking;
using Weir.Transport.Tls;

namespace Weir.Probes.Requests;

/// <summary>Makes single requests to a target: a connection alone, or a GET until its first byte. Any threads.</summary>
/// <param name="addresses">Of the target; one that cannot be reached leaves its place to the next.</param>
internal sealed class Exchanger(ProbeTarget target, IPAddress[] addresses, PeerTrust? trust, TimeProvider time)
{
    /// <summary>For the connection, for the handshake, and for the first byte of the answer.</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(5);

    private const int HeadRead = 4096;

    private readonly byte[] _request = Encoding.ASCII.GetBytes(
        $"GET {target.Resource} HTTP/1.1\r\nHost: {target.Authority}\r\nUser-Agent: weir\r\nAccept: */*\r\n"
            + "Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
    );

    private int _address;

    /// <summary>Blocks until it is done or has failed.</summary>
    public Exchange Run(Func<bool> isCancelled)
    {
        var at = Volatile.Read(ref _address);
        var started = time.GetTimestamp();
        var host = addresses[at % addresses.Length].ToString();
        var socket = BlockingSocket.Connect(host, target.Port, StepLimit, time, isCancelled, out var fault);
        if (socket is null)
        {
            if (fault is not { Kind: FaultKind.Interrupted })
                Interlocked.CompareExchange(ref _address, at + 1, at);
            return new Exchange { Fault = fault?.Reason ?? "no connection" };
        }

        var connect = time.GetElapsedTime(started);
        if (target.Protocol == ProbeProtocol.Tcp)
        {
            socket.Dispose();
            return new Exchange { Connect = connect, Total = connect };
        }

        return Ask(socket, connect, started, isCancelled);
    }

    private Exchange Ask(BlockingSocket socket, TimeSpan connect, long started, Func<bool> isCancelled)
    {
        var secured = target.Protocol == ProbeProtocol.Https ? trust ?? PeerTrust.Default : null;
        var channel = Dialler.Secure(socket, target.Host, secured, StepLimit, time, isCancelled, out var fault);
        if (channel is null)
            return new Exchange { Connect = connect, Fault = fault?.Reason ?? "no TLS" };
        using (channel)
        {
            var tls = secured is null ? (TimeSpan?)null : time.GetElapsedTime(started) - connect;
            var asked = time.GetTimestamp();
            channel.SetReadTimeout(StepLimit);
            channel.SetWriteTimeout(StepLimit);
            var buffer = new byte[HeadRead];
            var answer = channel.Write(_request) is { } unsent ? new Transferred(0, unsent) : channel.Read(buffer);
            var read = new Exchange
            {
                Connect = connect,
                Tls = tls,
                Fault = answer.Fault?.Reason ?? WhatIsWrong(buffer.AsSpan(0, answer.Bytes)),
            };
            return read.Fault is not null
                ? read
                : read with
                {
                    Response = time.GetElapsedTime(asked),
                    Total = time.GetElapsedTime(started),
                    Bytes = answer.Bytes,
                };
        }
    }

    /// <summary>Any status is an answer of the path and the server; something that is no HTTP is none.</summary>
    private static string? WhatIsWrong(ReadOnlySpan<byte> answer)
    {
        var start = "HTTP/1."u8;
        return answer.IsEmpty ? "the server closed the connection without an answer"
            : answer[..Math.Min(answer.Length, start.Length)]
                .SequenceEqual(start[..Math.Min(answer.Length, start.Length)])
                ? null
            : "the answer is not HTTP/1.1";
    }
}
