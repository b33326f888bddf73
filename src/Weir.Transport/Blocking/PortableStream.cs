using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Weir.Transport.Blocking;

/// <summary>By the runtime's socket class: for systems other than Linux.</summary>
internal sealed class PortableStream(Socket socket) : IStreamSocket
{
    public SafeHandle Handle => socket.SafeHandle;

    public int LocalPort { get; } = ((IPEndPoint)socket.LocalEndPoint!).Port;

    public bool HasUnread
    {
        get
        {
            try
            {
                return socket.Available > 0;
            }
            catch (SocketException)
            {
                return false; // The next read or write says what is wrong.
            }
        }
    }

    public bool WouldWait
    {
        get
        {
            try
            {
                return !socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    public void SetReadTimeout(int milliseconds)
    {
        try
        {
            socket.ReceiveTimeout = milliseconds;
        }
        catch (SocketException)
        {
            // The socket is gone; the next read says so.
        }
    }

    public void SetWriteTimeout(int milliseconds)
    {
        try
        {
            socket.SendTimeout = milliseconds;
        }
        catch (SocketException)
        {
            // The socket is gone; the next write says so.
        }
    }

    public Transferred Receive(Span<byte> buffer, bool isPatient = true)
    {
        if (!isPatient && WouldWait)
            return Transferred.Failed(Faults.TimedOut);
        var read = socket.Receive(buffer, SocketFlags.None, out var error);
        return error == SocketError.Success ? Transferred.Of(read) : Transferred.Failed(Faults.Of(error));
    }

    public Transferred Send(ReadOnlySpan<byte> bytes, bool isPatient = true)
    {
        // How much room there is cannot be asked.
        if (!isPatient)
            return Transferred.Failed(Faults.TimedOut);
        var sent = socket.Send(bytes, SocketFlags.None, out var error);
        return error == SocketError.Success ? Transferred.Of(sent) : Transferred.Failed(Faults.Of(error));
    }

    public void Shutdown()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // Not connected any more: then nobody waits in it either.
        }
    }

    public void Dispose() => socket.Dispose();
}
