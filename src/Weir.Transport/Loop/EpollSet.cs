using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Transport.Linux;

namespace Weir.Transport.Loop;

/// <summary>
/// An epoll instance and the array that it reports into.
/// <code>
/// struct epoll_event   x86-64, packed:   events:u32 | data:u64            = 12 bytes
///                      elsewhere:        events:u32 | pad:u32 | data:u64  = 16 bytes
/// </code>
/// </summary>
internal sealed unsafe class EpollSet : IDisposable
{
    private const int Capacity = 256;
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int Stride = IsPacked ? 12 : 16;
    private static readonly int DataOffset = IsPacked ? 4 : 8;

    private readonly int _epoll;
    private readonly byte* _events;

    public EpollSet()
    {
        _epoll = Libc.EpollCreate(SocketConstants.CloseOnExec);
        if (_epoll < 0)
            throw new IOException($"The kernel gives no epoll instance (errno {Marshal.GetLastPInvokeError()}).");
        _events = (byte*)NativeMemory.AllocZeroed((nuint)(Capacity * Stride));
    }

    /// <summary>Watches everything about <paramref name="fd"/>, edge-triggered: one call for the life of a connection.</summary>
    /// <returns>False when the kernel refuses (limits of memory or of watches).</returns>
    public bool Add(int fd, ulong data, LoopEvents interest) =>
        Control(SocketConstants.EpollAdd, fd, data, (uint)interest | SocketConstants.EpollEdgeTriggered);

    /// <summary>As <see cref="Add"/>, level-triggered: it is reported for as long as it is so.</summary>
    public bool AddLevel(int fd, ulong data, LoopEvents interest) =>
        Control(SocketConstants.EpollAdd, fd, data, (uint)interest);

    /// <summary>Watches for something else from now on, level-triggered.</summary>
    public bool ChangeLevel(int fd, ulong data, LoopEvents interest) =>
        Control(SocketConstants.EpollModify, fd, data, (uint)interest);

    public void Remove(int fd)
    {
        var request = stackalloc byte[16];
        _ = Libc.EpollControl(_epoll, SocketConstants.EpollDelete, fd, request);
    }

    /// <summary>Waits for events; 0 when the time is over or a signal came.</summary>
    public int Wait(int milliseconds) => Math.Max(0, Libc.EpollWait(_epoll, _events, Capacity, milliseconds));

    public LoopEvents EventsAt(int index) => (LoopEvents)Unsafe.ReadUnaligned<uint>(_events + (index * Stride));

    public ulong DataAt(int index) => Unsafe.ReadUnaligned<ulong>(_events + (index * Stride) + DataOffset);

    private bool Control(int operation, int fd, ulong data, uint interest)
    {
        var request = stackalloc byte[16];
        Unsafe.WriteUnaligned(request, interest);
        Unsafe.WriteUnaligned(request + DataOffset, data);
        return Libc.EpollControl(_epoll, operation, fd, request) == 0;
    }

    public void Dispose()
    {
        _ = Libc.Close(_epoll);
        NativeMemory.Free(_events);
    }
}
