namespace Weir.Proxy.Relay.Tcp;

/// <summary>Bytes of a stream that wait; rented. Without bytes it is the end of the stream.</summary>
internal readonly record struct TcpPiece(byte[] Bytes, int Length, TimeSpan Departure)
{
    public bool IsEnd => Length == 0;
}
