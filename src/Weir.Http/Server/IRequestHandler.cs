using Weir.Http.Messages;

namespace Weir.Http.Server;

/// <summary>Answers requests. One instance serves all connections, on several loops at once.</summary>
public interface IRequestHandler
{
    /// <summary>
    /// Called on a loop, so it must not block. It answers by <see cref="Exchange.Start"/> and the body's setters, at once
    /// or later and on any thread; the connection sends nothing before the task has completed.
    /// </summary>
    ValueTask HandleAsync(Exchange exchange);

    /// <summary>
    /// The largest request body that this handler takes, buffered whole before it is called; beyond it the client gets 413.
    /// 0 for none: what comes is read over.
    /// </summary>
    int MaxBody(Head head) => 0;
}
