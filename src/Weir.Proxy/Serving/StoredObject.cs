namespace Weir.Proxy.Serving;

/// <summary>A stored response as its owner may see it.</summary>
/// <param name="Url">The key of the store.</param>
/// <param name="Hits">How often it has answered a request.</param>
/// <param name="Bytes">Of its body, as far as that is there.</param>
/// <param name="TimeToLive">How long it is still fresh; negative when it is stale.</param>
public sealed record StoredObject(string Url, long Hits, long Bytes, TimeSpan TimeToLive);
