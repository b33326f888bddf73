using Weir.Proxy.Caching.Fills;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;

namespace Weir.Proxy.Caching.Slices;

/// <summary>
/// Gives bodies made of slices: of those in memory, on disk, and of what has to be fetched for it. All slices of a body have
/// one strong validator (RFC 9111 3.4).
/// </summary>
internal sealed class SliceSource(FillContext context, FillThreads threads, LoadTable loads)
{
    /// <summary>So many fills of others are waited for before the body is given up.</summary>
    private const int MostRounds = 3;

    /// <summary>A body that begins with a slice which is there already.</summary>
    /// <param name="reader">Of that slice; taken over.</param>
    public SlicedBody Open(FillRequest request, CacheEntry entry, BodyReader reader)
    {
        var (slice, size) = entry.Selection.Slice!.Value;
        var tag = entry.Response.Head.GetString("ETag"u8)!;
        // The client's own head is gone when a later slice is fetched.
        var head = size > SliceRange.Size ? OwnedHead.OfRequest(request.Head) : request.Head;
        var template = request with
        {
            Head = head,
            Body = default,
            Validating = null,
            Form = RequestForm.Slice,
            IsShared = true,
            Tag = tag,
        };
        return new SlicedBody(size, slice, reader, next => OpenAsync(template with { Slice = next }, size));
    }

    /// <summary>Whether all slices after the first, up to the one that has a byte, are stored too.</summary>
    public bool HasAll(string key, CacheEntry first, long lastByte)
    {
        var (slice, size) = first.Selection.Slice!.Value;
        var tag = first.Response.Head.GetString("ETag"u8)!;
        IReadOnlySet<long>? onDisk = null;
        while (++slice <= lastByte / SliceRange.Size)
        {
            var isThere = context.Store.FindSlice(key, slice) is { } entry
                ? IsOf(entry, tag, size)
                : (onDisk ??= context.Store.SlicesOnDisk(key)).Contains(slice);
            if (!isThere)
                return false;
        }

        return true;
    }

    /// <summary>Whether a stored slice is one of the version that is being sent.</summary>
    private bool IsOf(CacheEntry entry, string tag, long size) =>
        entry.Selection.Slice is { Size: var found }
        && found == size
        && entry.Response.Head.GetString("ETag"u8) == tag
        && entry.Response.TimeToLive(context.Time.GetUtcNow()) > TimeSpan.Zero;

    private async Task<BodyReader?> OpenAsync(FillRequest request, long size)
    {
        var slice = request.Slice!.Value;
        for (var round = 1; round <= MostRounds; round++)
        {
            if (Find(request, size) is { } known)
                return known;
            if (context.Store.MayLoad(request.Key, slice))
            {
                await loads.LoadAsync(request.Key, request.Head, slice);
                if (Find(request, size) is { } loaded)
                    return loaded;
            }

            var fill = context.Table.JoinOrAdd(request.TableKey, () => new Fill(context, request), out var isLeader);
            if (isLeader && Find(request, size) is { } overtaken)
            {
                // The fill of another ended between the look into the store and the look into the table.
                fill.StandDown();
                return overtaken;
            }

            if (isLeader)
                fill.Begin(threads);
            var outcome = await fill.Outcome;
            if (isLeader)
                return Take(outcome, request, size);
            // Another's answer may have passed, or have been of another version: then it is time for one's own.
        }

        return null;
    }

    private BodyReader? Take(FillOutcome outcome, FillRequest request, long size)
    {
        switch (outcome)
        {
            case FillOutcome.Stored stored when IsOf(stored.Entry, request.Tag!, size):
                return stored.Lead;
            case FillOutcome.Stored stored:
                stored.Lead.Dispose();
                return null;
            // There is no memory to keep it; it is the right slice, or the fill would have failed.
            case FillOutcome.Passing { Body: { } body, Why: StoreDecision.TooLarge }:
                return body;
            case FillOutcome.Passing passing:
                passing.Body?.Dispose();
                return null;
            default:
                return null;
        }
    }

    private BodyReader? Find(FillRequest request, long size) =>
        context.Store.FindSlice(request.Key, request.Slice!.Value) is { } entry
        && IsOf(entry, request.Tag!, size)
        && entry.Body.TryOpen(out var reader)
            ? reader
            : null;
}
