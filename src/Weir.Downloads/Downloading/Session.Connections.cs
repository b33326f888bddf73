using Weir.Downloads.Fetching;
using Weir.Downloads.Sources;
using Weir.Downloads.Writing;
using Weir.Http.Client;
using Weir.Http.Messages;

namespace Weir.Downloads.Downloading;

/// <summary>What the workers report about their connections, and what holds them back.</summary>
internal sealed partial class Session
{
    private static readonly TimeSpan LongWait = TimeSpan.FromMilliseconds(50);

    private TimeSpan? _firstRequest;
    private TimeSpan? _firstByte;

    /// <summary>A request goes out; returns when, for <see cref="Answered"/>.</summary>
    public TimeSpan Requested(Slot slot, SourceAddress to)
    {
        lock (_gate)
        {
            slot.LastAsked = to.Authority;
            _sources[slot.Source].Requests++;
            _firstRequest ??= Now;
            return Now;
        }
    }

    /// <summary>The head of the answer is there.</summary>
    public void Answered(Slot slot, SourceAddress from, TimeSpan sent, Head head)
    {
        lock (_gate)
        {
            if (_sources[slot.Source].Route.IsNamed(from))
                NoteRun(from, head);
            if (_sources[slot.Source].IsHeld)
            {
                // How long it took to answer is not known: it was told to wait.
                Release();
                return;
            }
            _sources[slot.Source].Response ??= Now - sent;
            _firstByte ??= Now - _firstRequest;
        }
    }

    /// <summary>A connection was made; it can be interrupted from now on.</summary>
    public void Connected(Slot slot, ClientConnection connection, TimeSpan took)
    {
        lock (_gate)
        {
            slot.Connection = connection;
            slot.ConnectionBytes = 0;
            var run = _sources[slot.Source];
            run.Tls ??= connection.Socket.Handshake;
            run.Connect ??= took - (connection.Socket.Handshake ?? TimeSpan.Zero);
            run.NoteAddress(connection.Socket.RemoteAddress);
            run.LocalPort = connection.Socket.LocalPort;
            if (_conclusion is not null || slot.IsCalledOff)
                connection.Interrupt();
        }
    }

    /// <summary>A connection is about to be closed.</summary>
    public void Disconnected(Slot slot, ClientConnection connection)
    {
        var facts = connection.Socket.Facts();
        lock (_gate)
        {
            slot.Connection = null;
            if (_conclusion is not null)
                GiveUpSeat(slot);
            if (facts is not null)
                (_sources[slot.Source].Tcp, _sources[slot.Source].TcpBytes) = (facts, slot.ConnectionBytes);
            if (IsScarce)
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Body bytes were read that are no part of a segment: samples, drained rests.</summary>
    public void Count(Slot slot, int bytes)
    {
        if (bytes == 0)
            return;
        lock (_gate)
            _sources[slot.Source].Bytes += bytes;
    }

    /// <summary>Waits until the user's limit lets <paramref name="wanted"/> bytes, or some of them, be read; 0 when it is all over.</summary>
    /// <param name="work">The segment that the bytes are for; null for a piece that is fetched to be compared.</param>
    public int Throttle(Slot slot, FetchWork? work, int wanted)
    {
        if (_limit is null)
            return IsOver ? 0 : wanted;
        var granted = _limit.Reserve(wanted, out var wait);
        if (wait <= TimeSpan.Zero)
            return granted;
        var since = Now;
        if (wait > LongWait)
        {
            // Whoever has to wait for us has not stalled, however long that takes.
            lock (_gate)
                if (work is not null && IsCurrent(slot, work))
                    work.Attempt.Plan.Hold(slot.Id, since + wait);
        }
        var isOver = _over.Wait(wait);
        lock (_gate)
            _sources[slot.Source].HeldBack += Now - since;
        return isOver ? 0 : granted;
    }

    /// <summary>What was allowed has been read, but for so many bytes that did not come.</summary>
    public void Unthrottle(int missing, TimeSpan took) => _limit?.Used(missing, took);

    /// <summary>Claims bytes in the journal; outside the gate, since it writes to the disk.</summary>
    private void Claim(Claims claims)
    {
        if (claims.Extents.Length == 0)
            return;
        var fault = _options.Sync ? claims.Attempt!.Part.Flush() : null;
        foreach (var claim in claims.Extents)
            fault ??= _journal.Claim(claim, claims.Generation);
        if (_options.Sync)
            fault ??= _journal.Flush();
        if (fault is null)
            return;
        if (!MayAwaitSpace(fault))
            Fail(fault);
        else
            lock (_gate)
                claims.Attempt!.ReturnClaims(claims.Extents); // Claiming twice does no harm; claiming later does none either.
    }

    /// <summary>Written extents that are to be claimed, and for which start of the journal.</summary>
    private readonly record struct Claims(Attempt? Attempt, Claim[] Extents, int Generation)
    {
        public static Claims None => new(null, [], 0);
    }
}
