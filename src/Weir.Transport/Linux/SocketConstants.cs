namespace Weir.Transport.Linux;

/// <summary>Constants of the socket calls (asm-generic/socket.h, netinet/tcp.h, sys/epoll.h).</summary>
internal static class SocketConstants
{
    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;

    public const int Ipv4Family = 2;
    public const int Ipv6Family = 10;
    public const int Stream = 1;

    public const int GetFlags = 3;
    public const int SetFlags = 4;
    public const int SetPipeSize = 1031;
    public const int GetPipeSize = 1032;
    public const short PollOut = 4;

    public const int SocketLevel = 1;
    public const int SocketError = 4;
    public const int ReuseAddress = 2;
    public const int Linger = 13;
    public const int ReceiveTimeout = 20;
    public const int SendTimeout = 21;
    public const int TcpLevel = 6;
    public const int TcpNoDelay = 1;
    public const int TcpInfo = 11;
    public const int TcpNotSentLowAt = 25;
    public const int Ipv6Level = 41;
    public const int Ipv6Only = 26;

    public const int Ipv6UnicastHops = 16;
    public const int Ipv6ReceiveHopLimit = 51;
    public const int Ipv6HopLimit = 52;
    public const int Ipv6TrafficClass = 67;
    public const int Ipv4Level = 0;
    public const int Ipv4TypeOfService = 1;
    public const int Ipv4Ttl = 2;
    public const int Ipv4ReceiveTtl = 12;
    public const int TimestampNanoseconds = 35;

    public const int UdpLevel = 17;
    public const int UdpSegment = 103;
    public const int ReceiveBufferForce = 33;
    public const int SendBufferForce = 32;

    public const int Peek = 0x02;
    public const int DoNotWait = 0x40;
    public const int WaitForOne = 0x10000;
    public const int NoSignal = 0x4000;
    public const int More = 0x8000;
    public const int ShutdownWrite = 1;
    public const int ShutdownBoth = 2;

    public const int EpollAdd = 1;
    public const int EpollDelete = 2;
    public const int EpollModify = 3;
    public const uint EpollEdgeTriggered = 1u << 31;

    /// <summary>O_RDONLY | O_CLOEXEC: a folder can be opened so, to flush it.</summary>
    public const int ReadOnlyFolder = 0x80000;
}
