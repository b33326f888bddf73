using System.Security.Cryptography;
using Weir.Measurements.Records;
using Weir.Probes.Echo;
using Weir.Probes.Stamp;
using Weir.Transport.Udp;

namespace Weir.Probes.Probing;

/// <summary>Measures one path once: a session of numbered packets, sent on schedule, to a record.</summary>
/// <remarks>
/// Sending and receiving each have a thread of their own with blocking calls: a packet's time is taken beside the system
/// call and never waits for a thread pool.
/// </remarks>
public sealed class Prober
{
    private readonly ProbeTarget _target;
    private readonly ProbeOptions _options;
    private readonly TimeProvider _time;
    private volatile ProbeSession? _session;

    /// <exception cref="ArgumentException">Options that contradict themselves or the target's protocol.</exception>
    public Prober(ProbeTarget target, ProbeOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        _target = target;
        _options = ProbeOptions.Validate(options, target.Protocol);
        _time = time;
    }

    /// <summary>How far it is. Any thread.</summary>
    public ProbeProgress Progress => _session?.Progress ?? default;

    /// <summary>
    /// Runs the session to its end; a cancelled one gives what it has. The record's outcome is
    /// <see cref="ProbeOutcome.Failed"/> when no reply came. Throws nothing for what the network does.
    /// </summary>
    public Task<ProbeRecord> RunAsync(CancellationToken cancellation) =>
        Task.Factory.StartNew(
            () => Run(cancellation),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private ProbeRecord Run(CancellationToken cancellation)
    {
        IProbeFormat format =
            _target.Protocol == ProbeProtocol.Stamp
                ? new StampFormat((ushort)RandomNumberGenerator.GetInt32(1, 1 << 16), ClockQuality.Read())
                : new EchoFormat(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)));
        var blank = new ProbeRecord
        {
            Id = RecordIds.NewId(_time),
            StartedAt = _time.GetUtcNow(),
            Agent = _options.Agent,
            Target = _options.Target ?? _target.ToString(),
            RunId = _options.RunId,
            Client = _options.Client,
            Protocol = format.Protocol,
            Outcome = ProbeOutcome.Failed,
        };
        var marks = new UdpOptions { Dscp = _options.Dscp };
        if (UdpSocket.TryConnect(_target.Host, _target.Port, marks, _time, out var socket) is { } fault)
            return blank with { Error = $"{_target} cannot be probed: {fault.Reason}" };

        using (socket)
        {
            var session = new ProbeSession(socket!, format, _options, _time);
            _session = session;
            var record = session.Run(blank, cancellation);
            return Judge(record, session, cancellation.IsCancellationRequested);
        }
    }

    private ProbeRecord Judge(ProbeRecord record, ProbeSession session, bool isCancelled)
    {
        if (isCancelled)
            return record with { Outcome = ProbeOutcome.Cancelled, Error = "it was interrupted" };
        if (record.Received > 0)
            return record with { Outcome = ProbeOutcome.Ok };
        var why =
            session.WasRefused ? $"no reply from {_target}: connection refused, nothing listens on that port"
            : session.SendFault is { } fault ? $"nothing could be sent to {_target}: {fault.Reason}"
            : record.Late > 0
                ? $"no reply from {_target} in time; {record.Late} came after {session.ReplyLimit.TotalSeconds:0.#} s"
            : $"no reply from {_target} within {session.ReplyLimit.TotalSeconds:0.#} s";
        return record with { Outcome = ProbeOutcome.Failed, Error = why };
    }
}
