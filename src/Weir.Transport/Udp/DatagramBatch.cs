using System.Runtime.CompilerServices;
using Weir.Transport.Linux;

namespace Weir.Transport.Udp;

/// <summary>
/// Datagrams that pass between this process and the kernel in one call (recvmmsg(2), sendmmsg(2) on Linux; one by one
/// elsewhere). Its memory is made once and does not move. One thread.
/// </summary>
public sealed unsafe partial class DatagramBatch
{
    /// <summary>Room for the kernel's facts about one datagram.</summary>
    internal const int ControlCapacity = 128;

    private readonly int _slotSize;
    private readonly byte[] _data;
    private readonly byte[] _names;
    private readonly byte[] _controls;
    private readonly Libc.IoVector[] _vectors;
    private readonly Libc.BatchedMessage[] _messages;
    private readonly Arrival[] _arrivals;

    /// <summary>Slots up to here are not ready to receive.</summary>
    private int _used;

    /// <param name="capacity">The most datagrams.</param>
    /// <param name="slotSize">Room for each, in bytes; what comes and is longer is cut off.</param>
    public DatagramBatch(int capacity, int slotSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slotSize);
        (Capacity, _slotSize) = (capacity, slotSize);
        _data = GC.AllocateArray<byte>(capacity * slotSize, pinned: true);
        _names = GC.AllocateArray<byte>(capacity * SocketAddressBytes.MaxLength, pinned: true);
        _controls = GC.AllocateArray<byte>(capacity * ControlCapacity, pinned: true);
        _vectors = GC.AllocateArray<Libc.IoVector>(capacity, pinned: true);
        _messages = GC.AllocateArray<Libc.BatchedMessage>(capacity, pinned: true);
        _arrivals = new Arrival[capacity];
        Messages = Pointer(_messages);
        _runs = GC.AllocateArray<Libc.BatchedMessage>(capacity, pinned: true);
        _runLengths = new int[capacity];
        _segmentations = GC.AllocateArray<byte>(capacity * SegmentationSize, pinned: true);
        _used = capacity;
        for (var i = 0; i < capacity; i++)
        {
            _vectors[i].Base = Pointer(_data) + ((nint)i * slotSize);
            _messages[i].Header.Vectors = Pointer(_vectors) + i;
            _messages[i].Header.VectorCount = 1;
        }
    }

    /// <summary>The most datagrams.</summary>
    public int Capacity { get; }

    /// <summary>Datagrams received, or about to be sent.</summary>
    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    internal Libc.BatchedMessage* Messages { get; }

    /// <summary>Room for the datagram of that number.</summary>
    public Span<byte> Slot(int index) => _data.AsSpan(index * _slotSize, _slotSize);

    /// <summary>How the datagram of that number came.</summary>
    public ref readonly Arrival ArrivalOf(int index) => ref _arrivals[index];

    /// <summary>The bytes of the datagram of that number, as it came.</summary>
    public ReadOnlySpan<byte> Received(int index) => Slot(index)[.._arrivals[index].Length];

    public void Clear() => Count = 0;

    /// <summary>The next slot is to be sent to the connected peer, so many bytes of it.</summary>
    public void Append(int length)
    {
        ref var header = ref Prepare(length);
        header.Name = null;
        header.NameLength = 0;
        _arrivals[Count++] = default;
    }

    /// <summary>The next slot is to be sent to that peer, so many bytes of it.</summary>
    public void Append(int length, in UdpPeer to)
    {
        ref var header = ref Prepare(length);
        var name = NameOf(Count);
        header.Name = Pointer(_names) + (Count * SocketAddressBytes.MaxLength);
        header.NameLength = (uint)PeerBytes.Write(to, name);
        _arrivals[Count++] = new Arrival(length, to, 0, default, null);
    }

    /// <summary>How many bytes are to be sent as the datagram of that number.</summary>
    public int LengthToSend(int index) => (int)_vectors[index].Length;

    /// <summary>The bytes that are to be sent as the datagram of that number.</summary>
    internal ReadOnlySpan<byte> ToSend(int index) => Slot(index)[..(int)_vectors[index].Length];

    internal void PrepareToReceive()
    {
        Count = 0;
        for (var i = 0; i < _used; i++)
        {
            _vectors[i].Length = (nuint)_slotSize;
            ref var header = ref _messages[i].Header;
            header.Name = Pointer(_names) + (i * SocketAddressBytes.MaxLength);
            header.NameLength = SocketAddressBytes.MaxLength;
            header.Control = Pointer(_controls) + (i * ControlCapacity);
            header.ControlLength = ControlCapacity;
        }

        _used = 0;
    }

    internal void Append(in Arrival arrival)
    {
        _arrivals[Count++] = arrival;
        _used = Count;
    }

    private Span<byte> NameOf(int index) =>
        _names.AsSpan(index * SocketAddressBytes.MaxLength, SocketAddressBytes.MaxLength);

    private ref Libc.MessageHeader Prepare(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _slotSize);
        _vectors[Count].Length = (nuint)length;
        ref var header = ref _messages[Count].Header;
        header.Control = null;
        header.ControlLength = 0;
        _used = Math.Max(_used, Count + 1);
        return ref header;
    }

    /// <summary>Of an array on the pinned heap.</summary>
    private static T* Pointer<T>(T[] pinned)
        where T : unmanaged =>
        (T*)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(pinned));
}
