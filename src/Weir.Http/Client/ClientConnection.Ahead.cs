using Weir.Http.Messages;
using Weir.Transport.Blocking;
using Weir.Transport.Loop;

namespace Weir.Http.Client;

/// <summary>The part of an exchange that goes without waiting, for a thread that may not: a loop's.</summary>
public sealed partial class ClientConnection
{
    /// <summary>Bytes of the next request that are under way.</summary>
    private int _sentAhead;

    /// <summary>The head of the next answer is parsed as far as it has come.</summary>
    private bool _isAhead;

    /// <summary>What ended the reading ahead: the kernel tells of a reset once.</summary>
    private NetworkFault? _faultAhead;

    /// <summary>
    /// Sends of a request what goes without waiting, for a thread that may not. <see cref="Send"/> with the same goes on from
    /// there.
    /// </summary>
    /// <returns>Whether all of it has gone.</returns>
    public bool SendAhead(HeadWriter request)
    {
        _sentAhead = _socket.WriteNow(request.Written);
        _parser.Reset();
        _isAhead = true;
        return _sentAhead == request.Written.Length;
    }

    /// <summary>
    /// Calls <paramref name="then"/> once, on the loop, when something has come of the answer to what was sent ahead, or the
    /// time is over; false where that cannot be. Loop only: the connection is the loop's until then.
    /// </summary>
    public bool TryAwait(EventLoop loop, TimeSpan atMost, Action then) => _socket.TryWatch(loop, atMost, then);

    /// <summary>Takes up what has come of that answer, without waiting.</summary>
    /// <returns>
    /// Whether it is whole, and the final one: then neither <see cref="Send"/> nor what reads it waits for anything.
    /// </returns>
    public bool TryReadAhead(bool toHead)
    {
        while (true)
        {
            MakeRoom(ChunkBuffer);
            var read = _socket.ReadNow(_buffer.AsSpan(_end));
            _end += read.Bytes;
            if (read.Fault is { Kind: not FaultKind.TimedOut } fault)
                _faultAhead = fault;
            if (read.Bytes == 0 || IsAhead(toHead, out var missing))
                return read.Bytes > 0;
            if (missing > ChunkBuffer - _end)
                return false;
        }
    }

    /// <param name="missing">Bytes that are still to come, at least one.</param>
    private bool IsAhead(bool toHead, out long missing)
    {
        missing = 1;
        if (
            _parser.Parse(_buffer.AsSpan(_start, _end - _start)) != ParseStatus.Complete
            || Head.Status < 200
            || !Messages.Framing.TryForResponse(Head, toHead, out var framing, out _)
        )
            return false;
        var here = _end - _start - _parser.Consumed;
        missing =
            framing.Kind == FramingKind.None ? 0
            : framing.Kind == FramingKind.Length ? framing.Length - here
            : 1;
        return missing <= 0;
    }
}
