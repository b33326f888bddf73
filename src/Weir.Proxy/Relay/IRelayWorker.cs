namespace Weir.Proxy.Relay;

/// <summary>The thread of a relay, which listens already. Any thread may call it.</summary>
internal interface IRelayWorker : IDisposable
{
    RelayStatus Status { get; }

    /// <summary>Once.</summary>
    void Start();

    void Impair(RelayImpairment impairment);
}
