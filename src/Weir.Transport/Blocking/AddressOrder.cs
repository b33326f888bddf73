using System.Net;

namespace Weir.Transport.Blocking;

/// <summary>The order in which the addresses of a name are tried (RFC 8305 4). Pure.</summary>
internal static class AddressOrder
{
    /// <summary>
    /// Interleaves the families, beginning with that of the first address; within a family the resolver's order stays,
    /// which already is that of RFC 6724.
    /// </summary>
    /// <param name="first">Begins with this one, counted from 0 and around; the others follow in their order.</param>
    public static IPAddress[] Of(IReadOnlyList<IPAddress> addresses, int first = 0)
    {
        if (addresses.Count == 0)
            return [];
        var leading = addresses.Where(a => a.AddressFamily == addresses[0].AddressFamily).Distinct().ToArray();
        var other = addresses.Where(a => a.AddressFamily != addresses[0].AddressFamily).Distinct().ToArray();
        var order = new List<IPAddress>(addresses.Count);
        for (var i = 0; i < Math.Max(leading.Length, other.Length); i++)
        {
            if (i < leading.Length)
                order.Add(leading[i]);
            if (i < other.Length)
                order.Add(other[i]);
        }
        var start = first % order.Count;
        return [.. order[start..], .. order[..start]];
    }
}
