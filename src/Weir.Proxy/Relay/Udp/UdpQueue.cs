using System.Buffers;
using Weir.Transport.Impairment;

namespace Weir.Proxy.Relay.Udp;

/// <summary>Datagrams that wait for their departure, and those that wait to be overtaken. One thread.</summary>
/// <param name="most">Bytes that may wait, what keeping them costs included.</param>
internal sealed class UdpQueue(long most, UdpSender sender)
{
    /// <summary>Counted for each datagram that waits beside its bytes.</summary>
    private const int Overhead = 128;

    /// <summary>Held back at once in one direction of a flow; the next one overtakes them.</summary>
    private const int MostHeld = 64;

    private readonly DelayLine<UdpParcel> _line = new();
    private long _queued;

    /// <summary>When the next one is to leave; null when none waits.</summary>
    public TimeSpan? Earliest => _line.Earliest;

    /// <summary>Lets one leave when it is its time; a copy is made of it.</summary>
    public void Add(UdpFlow flow, UdpDirection direction, ReadOnlySpan<byte> datagram, in Departure departure)
    {
        var counts = direction.Counts;
        if (_queued + datagram.Length + Overhead > most)
        {
            // A copy without room is none.
            counts.QueueDropped += departure.IsCopy ? 0 : 1;
            return;
        }

        counts.Duplicated += departure.IsCopy ? 1 : 0;
        counts.Corrupted += departure.WrongBit >= 0 ? 1 : 0;
        counts.Waiting++;
        flow.Waiting++;
        _queued += datagram.Length + Overhead;
        var bytes = ArrayPool<byte>.Shared.Rent(datagram.Length);
        datagram.CopyTo(bytes);
        departure.Spoil(bytes);
        Place(new UdpParcel(flow, direction, bytes, datagram.Length, Hold: null), departure);
    }

    /// <summary>Sends what is due.</summary>
    public void SendDue(TimeSpan now)
    {
        while (_line.TryTakeDue(now, out var parcel))
        {
            if (parcel.Hold is { IsOver: true })
                continue;
            if (parcel.Hold is not null)
                parcel.Direction.HeldOf(parcel.Flow).Remove(parcel);
            sender.Send(parcel.Flow, parcel.Direction, parcel.Bytes.AsSpan(0, parcel.Length));
            ArrayPool<byte>.Shared.Return(parcel.Bytes);
            parcel.Direction.Counts.Waiting--;
            parcel.Flow.Waiting--;
            _queued -= parcel.Length + Overhead;
        }
    }

    private void Place(UdpParcel parcel, in Departure departure)
    {
        var held = parcel.Direction.HeldOf(parcel.Flow);
        var at = departure.IsHeld ? departure.At - ImpairedPath.LongestHold : departure.At;
        if (departure.IsHeld && held.Count < MostHeld)
        {
            parcel = parcel with { Hold = new UdpHold(at) };
            held.Add(parcel);
            _line.Add(departure.At, parcel);
            return;
        }

        _line.Add(at, parcel);
        if (held.Count > 0)
            LetGo(held, parcel.Direction, at);
    }

    /// <summary>What was held back leaves right behind the one that overtook it.</summary>
    private void LetGo(List<UdpParcel> held, UdpDirection direction, TimeSpan overtakenAt)
    {
        foreach (var parcel in held)
        {
            var hold = parcel.Hold!;
            hold.IsOver = true;
            var at = hold.Earliest > overtakenAt ? hold.Earliest : overtakenAt;
            _line.Add(at, parcel with { Hold = null });
            direction.Counts.Reordered++;
        }

        held.Clear();
    }
}
