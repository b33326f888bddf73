namespace Weir.Collector.Managing;

/// <summary>A server whose control listener viewers may use through the collector.</summary>
/// <param name="Name">As the page shows it, and as URLs have it.</param>
/// <param name="Url">Of its control listener.</param>
/// <param name="TokenFile">Holds the token; read with each request, so that a new one needs no restart.</param>
public sealed record ManagedServer(string Name, Uri Url, string TokenFile);
