using Weir.Measurements.Records;

namespace Weir.Probes.Probing;

/// <summary>Sessions to one target, side by side, in one protocol.</summary>
internal interface IProbe
{
    /// <summary>Of all sessions together. Any thread.</summary>
    ProbeProgress Progress { get; }

    /// <summary>The last packets of the first session, as <see cref="Session.SessionStatistics.Recent"/> gives them. Any thread.</summary>
    int Recent(Span<long> into, TimeSpan patience);

    /// <summary>Runs a session for each blank record and fills it in, outcome and all. Blocks.</summary>
    ProbeRecord[] Run(IReadOnlyList<ProbeRecord> blanks, CancellationToken cancellation);
}
