namespace Weir.Collector.Storage.Rollups;

/// <summary>Rollups of one width that start within a period; null is open.</summary>
internal readonly record struct RollupSpan(RollupWidth Width, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>Covers each quarter of an hour of a period once, with the widest rollups that fit into it.</summary>
    public static IReadOnlyList<RollupSpan> Cover(DateTimeOffset? from, DateTimeOffset? to, RollupWidth widest)
    {
        var spans = new List<RollupSpan>();
        Cut(RoundUp(from, RollupWidth.Quarter), RoundUp(to, RollupWidth.Quarter), widest, spans);
        return spans;
    }

    private static void Cut(DateTimeOffset? from, DateTimeOffset? to, RollupWidth width, List<RollupSpan> spans)
    {
        if (from >= to)
            return;
        if (width is RollupWidth.Quarter)
        {
            spans.Add(new RollupSpan(width, from, to));
            return;
        }

        var finer = width is RollupWidth.Day ? RollupWidth.Hour : RollupWidth.Quarter;
        var (start, end) = (RoundUp(from, width), RoundDown(to, width));
        if (start >= end)
        {
            Cut(from, to, finer, spans);
            return;
        }

        if (from is not null)
            Cut(from, start, finer, spans);
        spans.Add(new RollupSpan(width, start, end));
        if (to is not null)
            Cut(end, to, finer, spans);
    }

    private static DateTimeOffset? RoundDown(DateTimeOffset? at, RollupWidth width) =>
        at is { } moment ? RollupWidths.StartOf(moment, width) : null;

    private static DateTimeOffset? RoundUp(DateTimeOffset? at, RollupWidth width) =>
        at is not { } moment ? null
        : RollupWidths.StartOf(moment, width) is var start && start == moment ? start
        : start > DateTimeOffset.MaxValue - RollupWidths.Span(width) ? DateTimeOffset.MaxValue
        : start + RollupWidths.Span(width);
}
