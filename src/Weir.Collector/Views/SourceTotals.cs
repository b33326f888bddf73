using System.Text.Json;
using Weir.Analysis.Summaries;
using Weir.Measurements.Histograms;

namespace Weir.Collector.Views;

/// <summary>Adds up the sources of transfer records, by URL. Fields that are missing or of another kind are unknown. Pure.</summary>
internal sealed class SourceTotals
{
    /// <summary>Further ones are left out: a URL per transfer would be a list without end.</summary>
    public const int Most = 10_000;

    private readonly SortedDictionary<string, Total> _totals = new(StringComparer.Ordinal);

    public IReadOnlyList<SourceItem> Items
    {
        get
        {
            var all = _totals.Values.Sum(total => total.Bytes);
            return [.. _totals.Select(pair => pair.Value.ToItem(pair.Key, all))];
        }
    }

    public void Add(DateTimeOffset at, string body)
    {
        using var json = JsonDocument.Parse(body);
        if (
            !json.RootElement.TryGetProperty("sources", out var sources) || sources.ValueKind is not JsonValueKind.Array
        )
            return;
        foreach (var source in sources.EnumerateArray().Where(one => one.ValueKind is JsonValueKind.Object))
        {
            if (Text(source, "url") is not { Length: > 0 } url)
                continue;
            if (!_totals.TryGetValue(url, out var total))
            {
                if (_totals.Count >= Most)
                    continue;
                _totals.Add(url, total = new Total());
            }

            total.Add(at, source);
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.Number
        && value.TryGetDouble(out var number)
        && double.IsFinite(number)
        && number >= 0
            ? number
            : null;

    private sealed class Total
    {
        private readonly Distribution _throughput = new();
        private readonly Distribution _connect = new();
        private readonly Distribution _rtt = new();
        private long _transfers;
        private long _requests;
        private long _failures;
        private long _failed;
        private DateTimeOffset _last;
        private string? _reason;

        public long Bytes { get; private set; }

        public void Add(DateTimeOffset at, JsonElement source)
        {
            _transfers++;
            _last = at > _last ? at : _last;
            Bytes += (long)(Number(source, "bytes") ?? 0);
            _requests += (long)(Number(source, "requests") ?? 0);
            _failures += (long)(Number(source, "failures") ?? 0);
            if (Text(source, "state") is "failed" or "stalled" or "rejected")
                _failed++;
            _reason = Text(source, "reason") ?? _reason;
            Add(_throughput, Number(source, "throughput_bps"));
            Add(_connect, Number(source, "connect_s"));
            if (source.TryGetProperty("tcp", out var tcp) && tcp.ValueKind is JsonValueKind.Object)
                Add(_rtt, Number(tcp, "rtt_s"));
        }

        public SourceItem ToItem(string url, long all) =>
            new(
                url,
                _transfers,
                Bytes,
                all > 0 ? (double)Bytes / all : null,
                _requests,
                _failures,
                _failed,
                SpreadRecord.Of(_throughput),
                SpreadRecord.Of(_connect),
                SpreadRecord.Of(_rtt),
                _last.UtcDateTime,
                _reason
            );

        private static void Add(Distribution to, double? value)
        {
            if (value is { } known)
                to.Add(known);
        }
    }
}
