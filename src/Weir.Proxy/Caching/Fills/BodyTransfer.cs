using Weir.Http.Client;
using Weir.Proxy.Caching.Storage;

namespace Weir.Proxy.Caching.Fills;

/// <summary>The body of an answer on its way from the origin to those who read it, and into the store. One thread.</summary>
/// <param name="entry">What it is the body of; null when it only passes.</param>
internal sealed class BodyTransfer(FillContext context, CacheEntry? entry, GrowingBody body)
{
    private bool _isOver;

    /// <summary>Reads to the end. What breaks the origin's own word is given up before its last bytes are let go.</summary>
    public void Run(ClientConnection connection, BodyDigest? digest)
    {
        while (MakeRoom() is { } room)
        {
            var read = connection.ReadBody(room.Span, context.Options.BodyTimeout, out var fault);
            if (fault is not null)
                break;
            Interlocked.Add(ref context.BytesFetched, read);
            digest?.Append(room.Span[..read]);
            // Without a length its end is the last that clients wait for.
            var isLast = body.Declared is { } declared ? body.Length + read == declared && read > 0 : read == 0;
            if (isLast && digest?.IsKept() is false)
            {
                Interlocked.Increment(ref context.DigestFailures);
                break;
            }

            if (read == 0)
            {
                Finish();
                return;
            }

            body.Commit(read);
        }

        Abandon();
    }

    /// <summary>What is not whole leaves the store before its readers learn of it. Nothing happens when it is over already.</summary>
    public void Abandon()
    {
        if (_isOver)
            return;
        _isOver = true;
        if (entry is not null)
            context.Store.Remove(entry);
        body.Fail();
    }

    /// <summary>Where the next bytes go: nowhere, when only the end is to come; null when nobody wants them.</summary>
    private Memory<byte>? MakeRoom()
    {
        while (true)
        {
            var room = Memory<byte>.Empty;
            switch (body.Length == body.Declared ? BodyRoom.Ready : body.Room(out room))
            {
                case BodyRoom.TooLarge or BodyRoom.NoMemory or BodyRoom.NoDisk:
                    // From here on it passes through, for those who read it already.
                    context.Store.Remove(entry!);
                    continue;
                case BodyRoom.Unwanted:
                    return null;
                default:
                    return room;
            }
        }
    }

    private void Finish()
    {
        _isOver = true;
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
