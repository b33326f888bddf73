using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;

namespace Weir.Proxy.Caching.Fills;

/// <summary>
/// The body of an answer on its way from the origin to those who read it, and into the store. One thread at a time.
/// </summary>
/// <param name="entry">What it is the body of; null when it only passes.</param>
internal sealed class BodyTransfer(FillContext context, UpstreamExchange exchange, CacheEntry? entry, GrowingBody body)
{
    private readonly BodyDigest? _digest = BodyDigest.Of(exchange.Connection.Head);
    private bool _isWhole;
    private bool _isEnded;

    /// <summary>
    /// Reads to the end, and gives the connection back. What breaks the origin's own word is given up before its last bytes
    /// are let go.
    /// </summary>
    /// <param name="mayWait">For the origin, for memory, for a digest.</param>
    /// <returns>
    /// False when it has to wait and may not, or its readers are behind: it goes on when it is called again.
    /// </returns>
    public bool Run(bool mayWait)
    {
        if (_digest is not null && !mayWait)
            return false;
        while (MakeRoom(mayWait, out var room) is var answer and not BodyRoom.Unwanted)
        {
            if (answer is BodyRoom.Later or BodyRoom.Behind)
                return false;
            var read = exchange.Connection.ReadBody(room.Span, context.Options.BodyTimeout, out var fault);
            if (fault is not null)
                break;
            Interlocked.Add(ref context.BytesFetched, read);
            _digest?.Append(room.Span[..read]);
            // Without a length its end is the last that clients wait for.
            var isLast = body.Declared is { } declared ? body.Length + read == declared && read > 0 : read == 0;
            if (isLast && _digest?.IsKept() is false)
            {
                Interlocked.Increment(ref context.DigestFailures);
                break;
            }

            if (read == 0)
            {
                Finish();
                break;
            }

            body.Commit(read);
        }

        End();
        return true;
    }

    /// <inheritdoc cref="GrowingBody.TryAwaitReaders"/>
    public bool TryAwaitReaders(Action moved) => body.TryAwaitReaders(moved);

    /// <summary>
    /// Gives up what is not whole, which leaves the store before its readers learn of it, and gives the connection back.
    /// Nothing happens when it is over already.
    /// </summary>
    public void End()
    {
        if (_isEnded)
            return;
        _isEnded = true;
        if (!_isWhole)
        {
            if (entry is not null)
                context.Store.Remove(entry);
            body.Fail();
        }

        _digest?.Dispose();
        exchange.Return();
    }

    /// <summary>Where the next bytes go: nowhere, when only the end is to come.</summary>
    private BodyRoom MakeRoom(bool mayWait, out Memory<byte> room)
    {
        while (true)
        {
            room = Memory<byte>.Empty;
            var answer = body.Length == body.Declared ? BodyRoom.Ready : body.Room(out room, mayWait);
            if (answer is not (BodyRoom.TooLarge or BodyRoom.NoMemory or BodyRoom.NoDisk))
                return answer;
            // From here on it passes through, for those who read it already.
            context.Store.Remove(entry!);
        }
    }

    private void Finish()
    {
        _isWhole = true;
        if (entry is null)
        {
            body.Complete();
            return;
        }

        context.Store.Settle(entry);
        // Held, so that it is not evicted before it is on the disk.
        body.TryHold();
        body.Complete();
        context.Store.Persist(entry);
        body.Release();
    }
}
