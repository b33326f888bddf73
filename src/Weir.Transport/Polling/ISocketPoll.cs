using System.Net.Sockets;

namespace Weir.Transport.Polling;

/// <summary>How a system waits for sockets.</summary>
internal interface ISocketPoll : IDisposable
{
    bool Add(Socket socket, int key, bool wantsRead, bool wantsWrite);

    void Change(Socket socket, int key, bool wantsRead, bool wantsWrite);

    void Remove(Socket socket);

    /// <param name="atMost">Null to wait for sockets alone, zero not to wait.</param>
    void Wait(TimeSpan? atMost, List<PollResult> ready);

    void Wake();
}
