namespace Weir.Load.Requests;

/// <summary>All clients of a run of requests, and what drives them.</summary>
internal interface IRequestCrew : IDisposable
{
    IReadOnlyList<IRequestClient> Clients { get; }

    /// <summary>Connects all, starts them at one moment and waits for the end of the last.</summary>
    Task RunAsync(CancellationToken cancellation);
}
