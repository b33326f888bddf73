namespace Weir.Http.Server;

/// <summary>Learns of every answered request. Called on the loops, so it must not block; several at once.</summary>
public interface IExchangeObserver
{
    /// <summary>Whether <see cref="ExchangeResult.Tcp"/> is worth a system call for each request.</summary>
    bool WantsTcpFacts => false;

    /// <summary>A request was read and is about to be answered.</summary>
    void OnStarted();

    /// <summary>The exchange is over; what it needs of <paramref name="exchange"/> it must take now.</summary>
    void OnCompleted(Exchange exchange, in ExchangeResult result);
}
