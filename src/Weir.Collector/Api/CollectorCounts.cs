using System.Globalization;
using System.Text;
using Weir.Collector.Hosting;

namespace Weir.Collector.Api;

/// <summary>What the collector has done since it started, for Prometheus. Safe for many threads.</summary>
internal sealed class CollectorCounts
{
    private long _accepted;
    private long _duplicates;
    private long _rejected;
    private long _faults;
    private long _limited;

    public void Add(int accepted, int duplicates, int rejected)
    {
        Interlocked.Add(ref _accepted, accepted);
        Interlocked.Add(ref _duplicates, duplicates);
        Interlocked.Add(ref _rejected, rejected);
    }

    public CollectorTotals Totals =>
        new(Interlocked.Read(ref _accepted), Interlocked.Read(ref _duplicates), Interlocked.Read(ref _rejected));

    public void AddLimited() => Interlocked.Increment(ref _limited);

    public void AddFault() => Interlocked.Increment(ref _faults);

    /// <summary>Prometheus text format 0.0.4.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        Counter(text, "weir_collector_accepted_total", "Records that were stored", ref _accepted);
        Counter(text, "weir_collector_duplicates_total", "Records that were there already", ref _duplicates);
        Counter(text, "weir_collector_rejected_total", "Lines that were no record", ref _rejected);
        Counter(text, "weir_collector_store_faults_total", "Requests that the store failed", ref _faults);
        Counter(text, "weir_collector_limited_total", "Requests of senders beyond their limit", ref _limited);
        return text.ToString();
    }

    private static void Counter(StringBuilder text, string name, string help, ref long value) =>
        text.Append(
            CultureInfo.InvariantCulture,
            $"# HELP {name} {help}\n# TYPE {name} counter\n{name} {Interlocked.Read(ref value)}\n"
        );
}
