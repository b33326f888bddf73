namespace Weir.Load.Clients;

/// <summary>Which clients have the right file when nobody has said what its hash is: those that agree. Pure.</summary>
internal static class HashAgreement
{
    /// <summary>The hash that more than half of the clients have; null when there is none, and so nobody is believed.</summary>
    public static string? Of(IReadOnlyCollection<string> hashes)
    {
        var most = hashes.GroupBy(hash => hash).MaxBy(group => group.Count());
        return most is not null && most.Count() * 2 > hashes.Count ? most.Key : null;
    }
}
