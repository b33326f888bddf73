using System.Collections.Concurrent;
using System.Net;

namespace Weir.Http.Server;

/// <summary>Counts the connections of each client address; 0 for no limit, which costs nothing. Any thread.</summary>
internal sealed class AddressLimit(int most)
{
    private readonly ConcurrentDictionary<IPAddress, int> _counts = new();

    /// <summary>Counts one more, also beyond the limit.</summary>
    /// <returns>How many it is too many; 0 or less when it is welcome.</returns>
    public int Enter(IPAddress address) =>
        most == 0 ? 0 : _counts.AddOrUpdate(address, 1, static (_, count) => count + 1) - most;

    public void Leave(IPAddress address)
    {
        if (most == 0)
            return;
        var left = _counts.AddOrUpdate(address, 0, static (_, count) => count - 1);
        // Only as long as it is 0: another may have come meanwhile.
        if (left <= 0)
            _counts.TryRemove(new KeyValuePair<IPAddress, int>(address, left));
    }
}
