using System.Text;
using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Proxy.Caching.Rules;

/// <summary>The head of a response in the store, with what is worked out of it once. Immutable.</summary>
public sealed class StoredResponse
{
    private readonly Freshness _freshness;

    /// <param name="head">Its own copy, without the fields of one connection, and with a Date.</param>
    /// <param name="requestedAt">When the request was sent that it answers, or that validated it.</param>
    /// <param name="receivedAt">When its head was read.</param>
    public StoredResponse(Head head, DateTimeOffset requestedAt, DateTimeOffset receivedAt)
    {
        Head = head;
        RequestedAt = requestedAt;
        ReceivedAt = receivedAt;
        Control = CacheControl.ForGateway(head);
        _freshness = Freshness.Of(head, Control, requestedAt, receivedAt);
        Date = Dates.Read(head, "Date"u8);
        LastModified = Dates.Read(head, "Last-Modified"u8);
        Tag =
            head.CountOf("ETag"u8) == 1
            && head.TryGet("ETag"u8, out var value)
            && EntityTag.TryParse(value, out var tag)
                ? tag
                : null;
    }

    public Head Head { get; }

    public CacheControl Control { get; }

    public DateTimeOffset RequestedAt { get; }

    public DateTimeOffset ReceivedAt { get; }

    public DateTimeOffset? Date { get; }

    public EntityTag? Tag { get; }

    public DateTimeOffset? LastModified { get; }

    public TimeSpan Lifetime => _freshness.Lifetime;

    public bool IsHeuristic => _freshness.IsHeuristic;

    /// <summary>
    /// Whether the origin can be asked if it still holds. A tag goes back as it came, well-formed or not: it means
    /// something to its maker alone.
    /// </summary>
    public bool HasValidator => LastModified is not null || Head.CountOf("ETag"u8) == 1;

    /// <summary>Current_age of RFC 9111 4.2.3.</summary>
    public TimeSpan Age(DateTimeOffset now)
    {
        var resident = now - ReceivedAt;
        return _freshness.InitialAge + (resident > TimeSpan.Zero ? resident : TimeSpan.Zero);
    }

    /// <summary>How long it is still fresh; zero or less when it is stale.</summary>
    public TimeSpan TimeToLive(DateTimeOffset now) => Lifetime - Age(now);

    /// <summary>
    /// What of it is for other requests too: without the fields that it keeps for its own (RFC 9111 5.2.2.4, 5.2.2.7).
    /// </summary>
    public StoredResponse ForOthers()
    {
        if (Control.Named is null)
            return this;
        var writer = new HeadWriter().Start(Head.Status);
        for (var i = 0; i < Head.Count; i++)
        {
            if (!Control.Names(Encoding.Latin1.GetString(Head.Name(i))))
                writer.Field(Head.Name(i), Head.Value(i));
        }

        return new StoredResponse(OwnedHead.Of(writer.End()), RequestedAt, ReceivedAt);
    }
}
