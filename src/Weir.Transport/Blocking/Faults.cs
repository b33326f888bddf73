using System.Net.Sockets;
using Weir.Transport.Linux;

namespace Weir.Transport.Blocking;

/// <summary>The operating system's errors, as faults with a sentence.</summary>
internal static class Faults
{
    public static readonly NetworkFault Interrupted = new(FaultKind.Interrupted, "interrupted");

    public static readonly NetworkFault TimedOut = new(FaultKind.TimedOut, "timed out");

    public static NetworkFault NoConnectionWithin(TimeSpan timeout) =>
        new(FaultKind.TimedOut, $"no connection within {timeout.TotalSeconds:0.#} s");

    public static NetworkFault OfErrno(int error) =>
        error switch
        {
            Errno.ConnectionRefused => Of(SocketError.ConnectionRefused),
            Errno.ConnectionReset or Errno.ConnectionAborted => Of(SocketError.ConnectionReset),
            // A read or write that ran into its time-out says EAGAIN.
            Errno.TimedOut or Errno.WouldBlock => Of(SocketError.TimedOut),
            Errno.BrokenPipe => Of(SocketError.Shutdown),
            Errno.HostUnreachable => Of(SocketError.HostUnreachable),
            Errno.NetworkUnreachable => Of(SocketError.NetworkUnreachable),
            _ => new(
                FaultKind.Other,
                $"network error: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)}"
            ),
        };

    public static NetworkFault Of(SocketError error) =>
        error switch
        {
            SocketError.ConnectionRefused => new(FaultKind.Refused, "connection refused"),
            SocketError.ConnectionReset or SocketError.ConnectionAborted => new(
                FaultKind.Reset,
                "the connection was reset"
            ),
            // A read that ran into its time-out reports EAGAIN on Unix.
            SocketError.TimedOut or SocketError.WouldBlock => new(FaultKind.TimedOut, "timed out"),
            SocketError.HostNotFound or SocketError.NoData => new(FaultKind.NameNotFound, "the name is not known"),
            SocketError.HostUnreachable => new(FaultKind.Unreachable, "no route to the host"),
            SocketError.NetworkUnreachable => new(FaultKind.Unreachable, "the network is unreachable"),
            SocketError.Interrupted or SocketError.OperationAborted => Interrupted,
            SocketError.MessageSize => new(FaultKind.Other, "the packet is too large to be sent"),
            SocketError.AccessDenied => new(FaultKind.Other, "this machine does not permit sending there"),
            SocketError.Shutdown => new(FaultKind.Reset, "the connection was closed"),
            _ => new(FaultKind.Other, $"network error {error}"),
        };
}
