using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Http.Client;

namespace Weir.Downloads.Fetching;

/// <summary>
/// One connection to one source, on a thread of its own. A segment goes this way:
/// <list type="number">
/// <item>the session says which range (<see cref="Session.Next"/>)</item>
/// <item>the request goes out, on the open connection if there is one</item>
/// <item>the head passes the <see cref="HeadGate"/>, or nothing of the body is used</item>
/// <item>bytes are read; the session says which of them are still wanted and where they belong</item>
/// <item>they are written, then reported as written, which is what the journal claims</item>
/// <item>the body ends, or a fault does; what is missing returns to the session</item>
/// </list>
/// </summary>
internal sealed partial class SourceWorker : IDisposable
{
    private const int BufferSize = 256 << 10;

    /// <summary>Bytes per second under which nobody waits for a piece.</summary>
    private const double LeastRate = 16 << 10;

    private readonly Session _session;
    private readonly Slot _slot;
    private readonly DownloadOptions _options;
    private readonly TimeProvider _time;
    private readonly SlotWatcher _watcher;
    private readonly SourceConnection _source;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private BodyConduit? _conduit;
    private byte[]? _body;

    public SourceWorker(Session session, Slot slot, SourceRoute route, DownloadOptions options, TimeProvider time)
    {
        _session = session;
        _slot = slot;
        _options = options;
        _time = time;
        _watcher = new SlotWatcher(session, slot);
        _source = new SourceConnection(route, options, time, _watcher, slot.Ordinal);
    }

    private ClientConnection Connection => _source.Current;

    public void Run()
    {
        while (_session.Next(_slot) is { } work)
        {
            switch (work)
            {
                case FetchWork fetch:
                    var ending = Fetch(fetch);
                    if (ending.Failure is { } failure)
                    {
                        _source.Disconnect();
                        if (failure.Kind is FailureKind.Broken or FailureKind.TimedOut)
                            _source.Distrust();
                    }
                    _session.End(_slot, fetch, ending);
                    break;
                case JoinWork join:
                    Join(join);
                    break;
                case TrialWork trial:
                    var bytes = FetchPiece(trial.Trial.Extent, trial.Known, out var lacking);
                    if (lacking is not null)
                        _source.Disconnect();
                    _session.Tried(_slot, trial, bytes, lacking);
                    break;
                case LeaveWork:
                    _source.Disconnect();
                    break;
            }
        }
    }

    public void Dispose()
    {
        _source.Dispose();
        _conduit?.Dispose();
    }

    /// <summary>Fetches a piece into memory, in several answers where the server prefers it.</summary>
    private byte[]? FetchPiece(Extent extent, SourceFacts facts, out Failure? failure)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)extent.Length);
        for (var done = 0; done < bytes.Length; )
        {
            var rest = extent with { From = extent.From + done };
            failure = Exchange(rest);
            if (failure is not null)
                return null;
            var passage = HeadGate.Segment(
                Connection.Head,
                Connection.Framing,
                rest,
                facts,
                _time.GetUtcNow(),
                _source.Stored
            );
            failure = passage.Failure;
            if (failure is null && passage.Body.Length > rest.Length)
                failure = new Failure(FailureKind.WrongAnswer, "answered a range with the whole file");
            failure ??= ReadExactly(bytes.AsSpan(done, (int)passage.Body.Length), isPaced: true);
            if (failure is not null)
                return null;
            done += (int)passage.Body.Length;
        }
        failure = null;
        return bytes;
    }

    private Ending Fetch(FetchWork work)
    {
        var wants = work.IsDeclared ? WantedDigests.OfBody : WantedDigests.None;
        if (Exchange(work.IsWhole ? null : work.Asked, work, wants) is { } failure)
            return Ending.Failed(failure);
        var passage = HeadGate.Segment(
            Connection.Head,
            Connection.Framing,
            work.Asked,
            work.Known,
            _time.GetUtcNow(),
            _source.Stored
        );
        if (passage.Failure is { } refused)
        {
            _source.Drain();
            return new Ending(refused, IgnoredRange: passage.Facts is { HasRanges: false });
        }
        if (!_session.Begin(_slot, work))
            return Abandon();
        return work.IsDeclared && passage.Body.Length <= BodyDigest.MostBytes && BodyDigest.IsDeclared(Connection.Head)
            ? CarryDeclared(work, (int)passage.Body.Length)
            : Carry(work, passage.Body);
    }

    /// <summary>Holds the body in memory until it is proven to be what its head declares; then it is used like any other.</summary>
    private Ending CarryDeclared(FetchWork work, int length)
    {
        var body = _body ??= GC.AllocateUninitializedArray<byte>(BodyDigest.MostBytes);
        var read = 0;
        while (read < length)
        {
            var room = _session.Throttle(_slot, work, Math.Min(length - read, BufferSize));
            if (room == 0)
                return Waste(read, failure: null);
            var asked = _time.GetTimestamp();
            var came = Connection.ReadBody(body.AsSpan(read, room), Timeout.InfiniteTimeSpan, out var fault);
            _session.Unthrottle(room - came, _time.GetElapsedTime(asked));
            if (fault is not null)
                return Waste(read + came, SourceConnection.Describe(fault));
            if (came == 0)
                return Waste(read, new Failure(FailureKind.Broken, "the body ended early"));
            read += came;
            _session.Arrive(_slot, work, came);
        }
        // The end of a chunked body comes after its last byte.
        var surplus = Connection.ReadBody(_buffer, _options.ResponseTimeout, out var broken);
        if (surplus > 0)
            return Waste(read + surplus, new Failure(FailureKind.WrongAnswer, "sent more bytes than its range has"));
        if (broken is not null)
            return Waste(read, SourceConnection.Describe(broken));
        if (BodyDigest.Check(Connection.Head, body.AsSpan(0, read)) is { } wrong)
            return Waste(read, wrong);
        var proven = new BodyConduit(body) { IsSeen = true };
        var receipt = _session.Receive(_slot, work, read, surplus: 0, hasArrived: true);
        if (receipt.Take > 0 && work.Attempt.Suspicion is not null)
            Session.Compare(
                work.Attempt,
                new Extent(receipt.Offset, receipt.Offset + receipt.Take),
                proven.Seen(receipt)
            );
        return Store(work, proven, receipt) ? Ending.Finished : Abandon();
    }

    /// <summary>Nothing of a body is used.</summary>
    private Ending Waste(int read, Failure? failure)
    {
        _session.Count(_slot, read);
        return failure is { } reason ? Ending.Failed(reason) : Abandon();
    }

    /// <summary>Moves the body into the part file.</summary>
    private Ending Carry(FetchWork work, Extent body)
    {
        var conduit = _conduit ??= new BodyConduit(_buffer);
        conduit.IsSeen = work.Attempt.Suspicion is not null || !work.Attempt.Part.TakesPipes;
        var left = body.Length;
        while (true)
        {
            var room = _session.Throttle(_slot, work, conduit.Room(Connection, left));
            if (room == 0)
                return Abandon();
            var asked = _time.GetTimestamp();
            var read = conduit.Read(Connection, left, room, out var fault);
            _session.Unthrottle(room - read, _time.GetElapsedTime(asked));
            if (fault is not null)
                return Ending.Failed(SourceConnection.Describe(fault));
            if (read == 0)
                return EndOfBody(work, body, left);

            var surplus = (int)Math.Max(0, read - left);
            left -= read - surplus;
            var receipt = _session.Receive(_slot, work, read - surplus, surplus);
            if (conduit.IsSeen && receipt.Take > 0)
                Session.Compare(
                    work.Attempt,
                    new Extent(receipt.Offset, receipt.Offset + receipt.Take),
                    conduit.Seen(receipt)
                );
            if (!Store(work, conduit, receipt))
                return Abandon();
            if (surplus > 0)
                return Ending.Failed(new Failure(FailureKind.WrongAnswer, "sent more bytes than its range has"));
            if (receipt.Done)
            {
                _source.Drain(left);
                return Ending.Finished;
            }
        }
    }

    /// <summary>Writes what was received, however often that takes on a full disk; false when it is all over.</summary>
    private bool Store(FetchWork work, BodyConduit conduit, Receipt receipt)
    {
        var started = _time.GetTimestamp();
        for (var stored = 0; ; )
        {
            var full = conduit.Write(work.Attempt.Part, receipt);
            // What went to the disk before it was full counts as well.
            var reached = full is null ? receipt.Take : conduit.Moved;
            if (reached > stored)
                _session.Written(_slot, work, receipt.Offset + stored, reached - stored, _time.GetElapsedTime(started));
            stored = reached;
            if (full is null)
                return true;
            if (!_session.AwaitSpace(_slot, work.Attempt, full))
                return false;
        }
    }

    private static Ending EndOfBody(FetchWork work, Extent body, long left)
    {
        // A whole body of unknown length ends where it ends; any other has told before how long it is.
        if (left == 0 || (work.IsWhole && body.To == long.MaxValue))
            return Ending.Finished;
        return left == body.Length
            ? Ending.Failed(new Failure(FailureKind.WrongAnswer, "sent an empty body"))
            : Ending.Failed(new Failure(FailureKind.Broken, "the body ended early"));
    }

    private Ending Abandon()
    {
        _source.Disconnect();
        return Ending.Finished;
    }

    private Failure? Exchange(Extent? range, FetchWork? work = null, WantedDigests wants = WantedDigests.None)
    {
        _watcher.Work = work;
        return _source.Ask(range, wants);
    }

    /// <summary>Reads the few bytes of a sample, which must all come in the time of one answer, or a piece.</summary>
    /// <param name="isPaced">For a piece: it may take its time, and keeps to the user's limit.</param>
    private Failure? ReadExactly(Span<byte> buffer, bool isPaced = false)
    {
        var started = _time.GetTimestamp();
        var patience = _options.ResponseTimeout; // Not with the user's limit: what that takes is added.
        if (isPaced)
            patience += TimeSpan.FromSeconds(buffer.Length / LeastRate);
        while (!buffer.IsEmpty)
        {
            var left = patience - _time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return new Failure(FailureKind.TimedOut, "a small range did not come in time");
            var before = _time.GetTimestamp();
            var room = isPaced
                ? _session.Throttle(_slot, work: null, Math.Min(buffer.Length, BufferSize))
                : buffer.Length;
            patience += _time.GetElapsedTime(before);
            if (room == 0)
                return new Failure(FailureKind.Interrupted, "it is over");
            var most = isPaced && _options.StallTimeout < left ? _options.StallTimeout : left;
            var asked = _time.GetTimestamp();
            var read = Connection.ReadBody(buffer[..room], most, out var fault);
            if (isPaced)
                _session.Unthrottle(room - read, _time.GetElapsedTime(asked));
            _session.Count(_slot, read);
            if (fault is not null)
                return SourceConnection.Describe(fault);
            if (read == 0)
                return new Failure(FailureKind.Broken, "the body ended early");
            buffer = buffer[read..];
        }
        // The end of a chunked body comes after its last byte.
        var surplus = Connection.ReadBody(_buffer, _options.ResponseTimeout, out _);
        _session.Count(_slot, surplus);
        return surplus == 0 ? null : new Failure(FailureKind.WrongAnswer, "sent more bytes than its range has");
    }
}
