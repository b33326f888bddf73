using Weir.Load.Barrier;

namespace Weir.Load.Requests;

/// <summary>
/// A thread for each client. It can wait for the moment at which a request is due to some microseconds, and speaks TLS.
/// </summary>
internal sealed class ThreadCrew(IReadOnlyList<RequestClient> clients, TimeProvider time) : IRequestCrew
{
    private const int ClientStack = 256 << 10;

    private readonly StartingLine _line = new(clients.Count);
    private long _zero;

    public IReadOnlyList<IRequestClient> Clients => clients;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var over = Task.WhenAll(clients.Select(Start));
        using var interruption = cancellation.Register(Interrupt);
        // Waiting for all to be ready blocks, and this thread may be anybody's.
        await Task.Run(() => _line.Start(cancellation), CancellationToken.None);
        await over;
    }

    public void Dispose()
    {
        foreach (var client in clients)
            client.Dispose();
        _line.Dispose();
    }

    private Task Start(RequestClient client)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                client.Run(_line, Zero);
                over.SetResult();
            },
            ClientStack
        )
        {
            IsBackground = true,
            Name = $"weir client {client.Name}",
        };
        thread.Start();
        return over.Task;
    }

    private void Interrupt()
    {
        foreach (var client in clients)
            client.Interrupt();
    }

    /// <summary>The same moment for all: that at which the first of them came from the line.</summary>
    private long Zero()
    {
        var now = time.GetTimestamp();
        var earlier = Interlocked.CompareExchange(ref _zero, now, 0);
        return earlier == 0 ? now : earlier;
    }
}
