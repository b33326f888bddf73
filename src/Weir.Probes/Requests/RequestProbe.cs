using System.Net;
using System.Net.Sockets;
using Weir.Measurements.Records;
using Weir.Probes.Probing;
using Weir.Probes.Scheduling;
using Weir.Probes.Session;
using Weir.Transport.Udp;

namespace Weir.Probes.Requests;

/// <summary>
/// Sessions of requests, each over a connection of its own. One thread keeps the schedule; others, as many as are needed at
/// once, make the requests with blocking calls.
/// </summary>
/// <param name="options">Complete.</param>
internal sealed class RequestProbe(ProbeTarget target, ProbeOptions options, TimeProvider time) : IProbe
{
    private static readonly TimeSpan ClockLook = TimeSpan.FromSeconds(1);

    private RequestSession[] _sessions = [];

    public ProbeProgress Progress =>
        ProbeProgress.Of(Array.ConvertAll(Volatile.Read(ref _sessions), session => session.Progress));

    public int Recent(Span<long> into, TimeSpan patience) =>
        Volatile.Read(ref _sessions) is [var first, ..] ? first.Recent(into, patience) : 0;

    public ProbeRecord[] Run(IReadOnlyList<ProbeRecord> blanks, CancellationToken cancellation)
    {
        if (Resolve(out var problem) is not { } addresses)
            return [.. blanks.Select(blank => blank with { Error = $"{target} cannot be probed: {problem}" })];
        RequestRehearsal.Once(target.Protocol);
        var clock = new SessionClock(time);
        var (count, interval) = (options.Count ?? 0, options.Interval ?? TimeSpan.Zero);
        var sessions = blanks.Select(_ => new RequestSession(clock, count, interval)).ToArray();
        Volatile.Write(ref _sessions, sessions);
        var exchanger = new Exchanger(target, addresses, options.Trust, time);
        using (var workers = new RequestWorkers(exchanger, () => cancellation.IsCancellationRequested))
            Keep(sessions, clock, workers, cancellation);
        return
        [
            .. sessions.Select(
                (session, i) =>
                {
                    foreach (var packet in options.OnPacket is null ? [] : session.Packets(blanks[i].Client))
                        options.OnPacket?.Invoke(packet);
                    return Judge(session.Describe(blanks[i]), session, cancellation.IsCancellationRequested);
                }
            ),
        ];
    }

    /// <summary>The schedule of all sessions, spread over the interval.</summary>
    private void Keep(
        RequestSession[] sessions,
        SessionClock clock,
        RequestWorkers workers,
        CancellationToken cancellation
    )
    {
        var (count, interval) = (options.Count ?? 0, options.Interval ?? TimeSpan.Zero);
        var wait = new PreciseWait(time);
        var clocks = new ClockWatch();
        var nextLook = TimeSpan.Zero;
        var queue = new PriorityQueue<(RequestSession Session, ProbeSchedule Schedule), TimeSpan>();
        for (var i = 0; i < sessions.Length; i++)
        {
            var schedule = new ProbeSchedule(interval * i / sessions.Length, interval, count);
            queue.Enqueue((sessions[i], schedule), schedule.Next(clock.Now) ?? TimeSpan.Zero);
        }

        while (queue.TryPeek(out var next, out var due) && wait.Until(clock.TimestampOf(due), cancellation))
        {
            if (clock.Now >= nextLook)
            {
                nextLook = clock.Now + ClockLook;
                if (clocks.Look(clock.Wall, clock.Now) is { } step)
                    Array.ForEach(sessions, session => session.OnClockStep(step));
            }

            workers.Add(next.Session, due);
            if (next.Schedule.Next(clock.Now) is { } later)
                queue.DequeueEnqueue(next, later);
            else
                queue.Dequeue();
        }
    }

    /// <summary>Once, before the first request: looking a name up is no part of what is measured.</summary>
    private IPAddress[]? Resolve(out string? problem)
    {
        problem = null;
        try
        {
            var addresses = Dns.GetHostAddresses(target.Host);
            // Weir's own servers are on 127.0.0.1 unless told otherwise.
            return Array.TrueForAll(addresses, IPAddress.IsLoopback)
                ? [.. addresses.OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6)]
                : addresses;
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            problem = "the name is not known";
            return null;
        }
    }

    private ProbeRecord Judge(ProbeRecord record, RequestSession session, bool isCancelled)
    {
        if (isCancelled)
            return record with { Outcome = ProbeOutcome.Cancelled, Error = "it was interrupted" };
        return record.Received > 0
            ? record with
            {
                Outcome = ProbeOutcome.Ok,
            }
            : record with
            {
                Outcome = ProbeOutcome.Failed,
                Error = $"no answer from {target}: {session.Fault ?? "none came in time"}",
            };
    }
}
