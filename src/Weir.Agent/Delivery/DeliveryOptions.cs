using Weir.Transport.Tls;

namespace Weir.Agent.Delivery;

/// <summary>How records get to a collector.</summary>
public sealed record DeliveryOptions
{
    /// <summary>From <see cref="CollectorAddress"/>.</summary>
    public required Uri Collector { get; init; }

    /// <summary>The file with the bearer token. Read anew at each delivery, so that a replaced token is used at once.</summary>
    public required string TokenPath { get; init; }

    public required PeerTrust Trust { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the first byte to the last of the answer; the collector answers once the records are durable.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is waited after a first failure; each further one doubles it.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What is waited at most: how soon after an outage the catching up begins, without 1000 agents being a flood.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What a collector may ask to wait at most; one that asks for more is not believed.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the end of an agent tries to deliver what is left.</summary>
    public TimeSpan LastTry { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The most records in one request.</summary>
    public int MaxRecords { get; init; } = 500;

    /// <summary>The most bytes of records in one request, before compression.</summary>
    public long MaxBytes { get; init; } = 1 << 20;
}
