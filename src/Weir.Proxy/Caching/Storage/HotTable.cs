using System.Numerics;

namespace Weir.Proxy.Caching.Storage;

/// <summary>
/// Small answers as they were sent last, by the target of the request: within the same second the next one is the same,
/// byte for byte, and needs no other look-up and no rule. Without a lock; bounded; whatever is not here goes the long way.
/// </summary>
/// <remarks>
/// Whoever drops an entry marks it first and then looks for it here, whoever puts it here says so first and looks at the mark
/// afterwards: so nothing is found here that a purge has taken away. An entry answers one target, so it has one place.
/// </remarks>
internal sealed class HotTable
{
    /// <summary>Heads that stay in memory beside what the budget counts: at most 4 MiB of them.</summary>
    private const int Slots = 2048;

    private const int LongestHead = 2048;

    /// <summary>Bodies up to here are sent together with their head.</summary>
    private const int LargestBody = 16 * 1024;

    private readonly HotAnswer?[] _slots = new HotAnswer?[Slots];

    /// <summary>What a request for that target gets now; null when that is for others to say.</summary>
    public HotAnswer? Find(ReadOnlySpan<byte> target, DateTimeOffset now) =>
        Volatile.Read(ref _slots[SlotOf(target)]) is { } answer
        && now >= answer.From
        && now < answer.Until
        && target.SequenceEqual(answer.Target)
            ? answer
            : null;

    /// <summary>Keeps an answer from the store that has just been written, if the next one may be the same.</summary>
    /// <param name="head">Without the fields of the connection and without its empty line.</param>
    public void Offer(
        ReadOnlySpan<byte> target,
        CacheEntry entry,
        ReadOnlySpan<byte> head,
        CacheNote note,
        DateTimeOffset now
    )
    {
        var response = entry.Response;
        if (
            head.Length > LongestHead
            || !entry.Selection.IsEverything
            || !entry.Body.TryGetWhole(LargestBody, out var body)
        )
            return;
        var left = response.TimeToLive(now);
        var sameAge = TimeSpan.FromSeconds(1) - new TimeSpan(response.Age(now).Ticks % TimeSpan.TicksPerSecond);
        var answer = new HotAnswer(target.ToArray(), entry, head.ToArray(), body, note)
        {
            From = now,
            Until = now + (left < sameAge ? left : sameAge),
        };
        entry.HotSlot = SlotOf(target);
        ref var slot = ref _slots[entry.HotSlot];
        Volatile.Write(ref slot, answer);
        Interlocked.MemoryBarrier();
        if (!entry.IsStored || entry.Response != response)
            Interlocked.CompareExchange(ref slot, null, answer);
    }

    /// <summary>The entry is dropped or has changed.</summary>
    public void Forget(CacheEntry entry)
    {
        Interlocked.MemoryBarrier();
        if (entry.HotSlot < 0)
            return;
        ref var slot = ref _slots[entry.HotSlot];
        if (Volatile.Read(ref slot) is { } answer && answer.Entry == entry)
            Interlocked.CompareExchange(ref slot, null, answer);
    }

    private static int SlotOf(ReadOnlySpan<byte> target)
    {
        var hash = (uint)target.Length;
        foreach (var word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(target))
            hash = BitOperations.Crc32C(hash, word);
        foreach (var single in target[(target.Length & ~7)..])
            hash = BitOperations.Crc32C(hash, single);
        return (int)(hash % Slots);
    }
}

/// <summary>An answer that may be given again until the second is over.</summary>
/// <param name="Body">Of an array of its own, which stays as it is.</param>
internal sealed record HotAnswer(
    byte[] Target,
    CacheEntry Entry,
    byte[] Head,
    ReadOnlyMemory<byte> Body,
    CacheNote Note
)
{
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset Until { get; init; }
}
