using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Http.Client;
using Weir.Transport.Blocking;

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
internal sealed class SourceWorker(
    Session session,
    Slot slot,
    SourceAddress address,
    DownloadOptions options,
    TimeProvider time
) : IDisposable
{
    private const int BufferSize = 256 << 10;

    /// <summary>Reading this much to keep a connection is cheaper than a new one.</summary>
    private const int WorthDraining = 64 << 10;

    private readonly SourceRequest _request = new(address, options.Client, options.Fields);
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private ClientConnection? _connection;

    public void Run()
    {
        while (session.Next(slot) is { } work)
        {
            switch (work)
            {
                case FetchWork fetch:
                    var ending = Fetch(fetch);
                    if (ending.Failure is not null)
                        Disconnect();
                    session.End(slot, fetch, ending);
                    break;
                case JoinWork join:
                    Join(join);
                    break;
                case LeaveWork:
                    Disconnect();
                    break;
            }
        }
    }

    public void Dispose() => Disconnect();

    private void Join(JoinWork work)
    {
        var facts = Ask(work.Before, out var failure);
        if (failure is { } failed)
        {
            Disconnect();
            session.FailToJoin(slot, failed);
        }
        else if (facts is not null)
        {
            session.Join(slot, facts);
        }
    }

    /// <summary>Learns what the source has. With several sources, a few samples tell whether it is the same file.</summary>
    private SourceFacts? Ask(SourceFacts? before, out Failure? failure)
    {
        var isSampled = session.SourceCount > 1;
        var first = new Extent(0, isSampled ? Samples.Of(long.MaxValue)[0].Length : 1);
        failure = Exchange(first);
        if (failure is not null)
            return null;
        var passage = HeadGate.First(_connection!.Head, _connection.Framing, first, time.GetUtcNow());
        failure = passage.Failure;
        if (passage.Facts is not { } facts || failure is not null)
            return null;
        if (facts.Size is 0)
        {
            Drain();
            return facts with { Sample = Samples.Digest([]) };
        }
        if (!facts.HasRanges || facts.Size is not { } size)
        {
            Drain();
            return facts;
        }

        var start = new byte[passage.Body.Length];
        failure = ReadExactly(start);
        if (failure is not null || !isSampled)
            return facts;
        if (before is { Sample: not null } && before.IsSameVersion(facts) && before.ETag is not null)
            return facts with { Sample = before.Sample };

        using var samples = new MemoryStream();
        foreach (var extent in Samples.Of(size))
        {
            var sample =
                extent.From == 0 && extent.Length <= start.Length
                    ? start[..(int)extent.Length]
                    : Fetch(extent, facts, out failure);
            if (sample is null)
                return null;
            samples.Write(sample);
        }
        return facts with { Sample = Samples.Digest(samples.ToArray()) };
    }

    private byte[]? Fetch(Extent extent, SourceFacts facts, out Failure? failure)
    {
        failure = Exchange(extent);
        if (failure is not null)
            return null;
        var passage = HeadGate.Segment(_connection!.Head, _connection.Framing, extent, facts, time.GetUtcNow());
        failure = passage.Failure;
        if (failure is null && passage.Body != extent)
            failure = new Failure(FailureKind.WrongAnswer, "sent fewer bytes than a small range asked for");
        if (failure is not null)
            return null;
        var bytes = new byte[extent.Length];
        failure = ReadExactly(bytes);
        return failure is null ? bytes : null;
    }

    private Ending Fetch(FetchWork work)
    {
        if (Exchange(work.IsWhole ? null : work.Asked, work) is { } failure)
            return Ending.Failed(failure);
        var connection = _connection!;
        var passage = HeadGate.Segment(connection.Head, connection.Framing, work.Asked, work.Known, time.GetUtcNow());
        if (passage.Failure is { } refused)
        {
            Drain();
            return new Ending(refused, IgnoredRange: passage.Facts is { HasRanges: false });
        }
        return session.Begin(slot, work) ? Carry(work, passage.Body) : Abandon();
    }

    /// <summary>Moves the body into the part file.</summary>
    private Ending Carry(FetchWork work, Extent body)
    {
        var left = body.Length;
        while (true)
        {
            var room = session.Throttle(BufferSize);
            if (room == 0)
                return Abandon();
            var read = _connection!.ReadBody(_buffer.AsSpan(0, room), Timeout.InfiniteTimeSpan, out var fault);
            session.Unthrottle(room - read);
            if (fault is not null)
                return Ending.Failed(Describe(fault));
            if (read == 0)
                return EndOfBody(work, body, left);

            var surplus = (int)Math.Max(0, read - left);
            left -= read - surplus;
            var receipt = session.Receive(slot, work, read - surplus, surplus);
            if (receipt.Take > 0)
            {
                if (work.Attempt.Part.Write(receipt.Offset, _buffer.AsSpan(receipt.Skip, receipt.Take)) is { } full)
                {
                    session.Fail(full);
                    return Abandon();
                }
                session.Written(slot, work, receipt.Offset, receipt.Take);
            }
            if (surplus > 0)
                return Ending.Failed(new Failure(FailureKind.WrongAnswer, "sent more bytes than its range has"));
            if (receipt.Done)
            {
                Drain(left);
                return Ending.Finished;
            }
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
        Disconnect();
        return Ending.Finished;
    }

    /// <summary>Sends a request and reads the head of its answer, anew if an idle connection turns out to be closed.</summary>
    private Failure? Exchange(Extent? range, FetchWork? work = null)
    {
        for (var isRetry = false; ; isRetry = true)
        {
            if (Connect() is { } unreachable)
                return unreachable;
            var connection = _connection!;
            var sent = session.Requested(slot);
            var fault =
                connection.Send(_request.Get(range))
                ?? connection.ReadHead(
                    options.ResponseTimeout,
                    onInterim: status => session.Interim(slot, work, status)
                );
            if (fault is null)
            {
                session.Answered(slot, sent, connection.Head);
                return null;
            }
            Disconnect();
            if (fault.Kind != HttpFaultKind.ClosedIdle || isRetry)
                return Describe(fault);
        }
    }

    private Failure? Connect()
    {
        if (_connection is { IsReusable: true })
            return null;
        Disconnect();
        var started = time.GetTimestamp();
        var socket = Dialler.Connect(
            address.Host,
            address.Port,
            address.IsSecure ? options.Trust : null,
            options.ConnectTimeout,
            time,
            () => session.IsOver,
            out var fault
        );
        if (socket is null)
        {
            var kind = fault!.Kind switch
            {
                FaultKind.TimedOut => FailureKind.TimedOut,
                FaultKind.NotSecured => FailureKind.Refused,
                _ => FailureKind.Unreachable,
            };
            return new Failure(kind, fault.Reason);
        }
        _connection = new ClientConnection(socket, time);
        session.Connected(slot, _connection, time.GetElapsedTime(started));
        return null;
    }

    private void Disconnect()
    {
        if (_connection is null)
            return;
        session.Disconnected(slot, _connection);
        _connection.Dispose();
        _connection = null;
    }

    /// <summary>Reads the few bytes of a sample, which must all come in the time of one answer.</summary>
    private Failure? ReadExactly(Span<byte> buffer)
    {
        var started = time.GetTimestamp();
        while (!buffer.IsEmpty)
        {
            var left = options.ResponseTimeout - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return new Failure(FailureKind.TimedOut, "a small range did not come in time");
            var read = _connection!.ReadBody(buffer, left, out var fault);
            session.Count(slot, read);
            if (fault is not null)
                return Describe(fault);
            if (read == 0)
                return new Failure(FailureKind.Broken, "the body ended early");
            buffer = buffer[read..];
        }
        // The end of a chunked body comes after its last byte.
        var surplus = _connection!.ReadBody(_buffer, options.ResponseTimeout, out _);
        session.Count(slot, surplus);
        return surplus == 0 ? null : new Failure(FailureKind.WrongAnswer, "sent more bytes than its range has");
    }

    /// <summary>
    /// Reads the unwanted rest of a body, when it is short and comes soon; otherwise the connection is not worth keeping.
    /// </summary>
    private void Drain(long? rest = null)
    {
        if (_connection is null)
            return;
        var left =
            rest
            ?? (
                _connection.Framing.Kind == Http.Messages.FramingKind.Length
                    ? _connection.Framing.Length
                    : long.MaxValue
            );
        var started = time.GetTimestamp();
        while (left is >= 0 and <= WorthDraining)
        {
            var patience = options.StallTimeout - time.GetElapsedTime(started);
            if (patience <= TimeSpan.Zero)
                break;
            var read = _connection.ReadBody(_buffer, patience, out var fault);
            session.Count(slot, read);
            left -= read;
            if (read == 0 || fault is not null)
                break;
        }
        if (!_connection.IsReusable)
            Disconnect();
    }

    private static Failure Describe(HttpFault fault) =>
        fault.Kind switch
        {
            HttpFaultKind.TimedOut => new(FailureKind.TimedOut, fault.Reason),
            HttpFaultKind.Malformed => new(FailureKind.WrongAnswer, fault.Reason),
            HttpFaultKind.Unreachable => new(FailureKind.Unreachable, fault.Reason),
            HttpFaultKind.Interrupted => new(FailureKind.Interrupted, fault.Reason),
            _ => new(FailureKind.Broken, fault.Reason),
        };
}

/// <summary>How a segment ended for the worker.</summary>
internal readonly record struct Ending(Failure? Failure, bool IgnoredRange)
{
    public static Ending Finished => default;

    public static Ending Failed(Failure failure) => new(failure, false);
}
