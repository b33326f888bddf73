using Weir.Downloads.Downloading;
using Weir.Downloads.Sources;
using Weir.Http.Client;
using Weir.Http.Messages;

namespace Weir.Downloads.Fetching;

/// <summary>Tells the session what happens on the connection of one slot.</summary>
internal sealed class SlotWatcher(Session session, Slot slot) : IConnectionWatcher
{
    /// <summary>The segment that the next request is for; null for a first answer.</summary>
    public FetchWork? Work { get; set; }

    public bool IsOver => session.IsOver;

    public TimeSpan Requested(SourceAddress to) => session.Requested(slot, to);

    public void Answered(SourceAddress from, TimeSpan sent, Head head) => session.Answered(slot, from, sent, head);

    public void Interim(int status) => session.Interim(slot, Work, status);

    public void Connected(ClientConnection connection, TimeSpan took)
    {
        session.Connected(slot, connection, took);
        session.AwaitStart(slot);
    }

    public void Disconnected(ClientConnection connection) => session.Disconnected(slot, connection);

    public void Count(int bytes) => session.Count(slot, bytes);
}
