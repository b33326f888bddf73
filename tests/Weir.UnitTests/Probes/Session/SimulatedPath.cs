using Weir.Measurements.Records;
using Weir.Probes.Session;

namespace Weir.UnitTests.Probes.Session;

/// <summary>What happens to one packet on a path that is simulated.</summary>
internal enum Fate
{
    Answered,
    LostForward,
    LostBackward,
    DoubledForward,
    DoubledBackward,
    Late,
}

/// <summary>A reflector and the network before it, without time or sockets.</summary>
internal static class SimulatedPath
{
    /// <param name="fates">Of each packet in turn.</param>
    /// <param name="isStateful">Whether the reflector counts.</param>
    /// <param name="first">The first number of its count.</param>
    /// <param name="tellsCounters">Whether it says that it counts.</param>
    /// <param name="swap">Every so many replies, two come in each other's place; 0 for never.</param>
    public static ProbeRecord Run(
        IReadOnlyList<Fate> fates,
        bool isStateful = true,
        uint first = 0,
        bool tellsCounters = true,
        int swap = 0
    )
    {
        var session = new SessionStatistics();
        var replies = new List<ProbeReply>();
        var number = first;
        for (var i = 0; i < fates.Count; i++)
        {
            var sequence = session.OnSending(TimeSpan.FromMilliseconds(i), 60);
            if (fates[i] == Fate.LostForward)
                continue;
            var delay = fates[i] == Fate.Late ? 5000 : 1;
            var reply = new ProbeReply
            {
                Sequence = sequence,
                ArrivedAt = TimeSpan.FromMilliseconds(i + delay),
                Bytes = 60,
                ReflectorSequence = isStateful ? number : sequence,
                CountsOwn = isStateful && tellsCounters,
            };
            number++;
            if (fates[i] == Fate.LostBackward)
                continue;
            replies.Add(reply);
            if (fates[i] == Fate.DoubledForward)
                replies.Add(reply with { ReflectorSequence = isStateful ? number++ : sequence });
            if (fates[i] == Fate.DoubledBackward)
                replies.Add(reply);
        }

        for (var i = swap; swap > 0 && i < replies.Count; i += swap)
            (replies[i - 1], replies[i]) = (replies[i], replies[i - 1]);
        foreach (var reply in replies)
            session.OnReply(reply);
        return session.Describe(
            new ProbeRecord
            {
                Id = "1",
                StartedAt = DateTimeOffset.UnixEpoch,
                Agent = "a",
                Target = "t",
                Outcome = ProbeOutcome.Ok,
            }
        );
    }
}
