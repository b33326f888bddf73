using System.Net;
using Weir.Http.Messages;
using Weir.Proxy.Caching.Storage;
using Weir.Proxy.Forwarding;
using Weir.Proxy.Forwarding.Sites;

namespace Weir.Proxy.Caching.Fills;

/// <summary>What a fill is to fetch.</summary>
/// <param name="Head">The client's request. Valid until the outcome is told, and not read after it.</param>
/// <param name="Body">Its body; as long as the head.</param>
/// <param name="Route">Where it goes.</param>
internal sealed record FillRequest(Head Head, ReadOnlyMemory<byte> Body, Route Route, IPAddress Client)
{
    /// <summary>What the store knows it by.</summary>
    public string Key { get; } = Route.Key;

    /// <summary>The stored response to validate, which the one who asks holds a reader of; null to fetch anew.</summary>
    public CacheEntry? Validating { get; init; }

    public RequestForm Form { get; init; }

    /// <summary>The slice to fetch, with <see cref="RequestForm.Slice"/>.</summary>
    public long? Slice { get; init; }

    /// <summary>The strong tag of the version that the slice is to be of; null when any will do.</summary>
    public string? Tag { get; init; }

    /// <summary>What those who want the same wait by: no URI has a space.</summary>
    public string TableKey => Form == RequestForm.Slice ? $"{Key} {Slice}" : Key;

    public bool IsHead { get; } = Head.Method.SequenceEqual("HEAD"u8);

    public bool IsGet { get; } = Head.Method.SequenceEqual("GET"u8);

    /// <summary>Whether its answer goes to others who ask the same meanwhile.</summary>
    public bool IsShared { get; init; }
}
