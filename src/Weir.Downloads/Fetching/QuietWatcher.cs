using Weir.Downloads.Sources;
using Weir.Http.Client;
using Weir.Http.Messages;

namespace Weir.Downloads.Fetching;

/// <summary>Watches a connection for requests that are no part of the download itself.</summary>
internal sealed class QuietWatcher(Func<bool> isOver) : IConnectionWatcher
{
    private ClientConnection? _connection;

    public bool IsOver => isOver();

    public void Interrupt() => Volatile.Read(ref _connection)?.Interrupt();

    public TimeSpan Requested(SourceAddress to) => TimeSpan.Zero;

    public void Answered(SourceAddress from, TimeSpan sent, Head head) { }

    public void Interim(int status) { }

    public void Connected(ClientConnection connection, TimeSpan took)
    {
        Volatile.Write(ref _connection, connection);
        if (IsOver)
            connection.Interrupt();
    }

    public void Disconnected(ClientConnection connection) => Volatile.Write(ref _connection, null);

    public void Count(int bytes) { }
}
