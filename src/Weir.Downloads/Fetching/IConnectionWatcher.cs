using Weir.Downloads.Sources;
using Weir.Http.Client;
using Weir.Http.Messages;

namespace Weir.Downloads.Fetching;

/// <summary>Sees what happens on a <see cref="SourceConnection"/>, on the thread that uses it.</summary>
internal interface IConnectionWatcher
{
    /// <summary>Whatever is under way is of no more use.</summary>
    bool IsOver { get; }

    /// <summary>A request goes out; returns when, for <see cref="Answered"/>.</summary>
    TimeSpan Requested(SourceAddress to);

    /// <summary>The head of the final answer is there; redirects are none.</summary>
    void Answered(SourceAddress from, TimeSpan sent, Head head);

    void Interim(int status);

    /// <summary>A connection was made; it may be interrupted from now on.</summary>
    void Connected(ClientConnection connection, TimeSpan took);

    /// <summary>A connection is about to be closed.</summary>
    void Disconnected(ClientConnection connection);

    /// <summary>Body bytes were read that nobody asked for.</summary>
    void Count(int bytes);
}
