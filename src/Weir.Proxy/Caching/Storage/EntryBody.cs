using Weir.Http.Server;

namespace Weir.Proxy.Caching.Storage;

/// <summary>The body of a stored response on its way to one client.</summary>
internal abstract class EntryBody : StreamedBody
{
    /// <summary>Sends only these bytes, which the body is known to have. Before the first <see cref="StreamedBody.Peek"/>.</summary>
    public abstract void Narrow(long from, long count);
}
