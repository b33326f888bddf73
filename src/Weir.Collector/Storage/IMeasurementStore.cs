using Weir.Analysis.Summaries;
using Weir.Collector.Ingest;
using Weir.Collector.Storage.Rollups;

namespace Weir.Collector.Storage;

/// <summary>Where measurements are kept. Safe for many callers at once.</summary>
/// <remarks>Reads throw <see cref="StoreException"/> when the store fails; nothing of theirs is half true.</remarks>
public interface IMeasurementStore
{
    /// <summary>
    /// Stores those that are not there yet, by id, with their rollups, all or nothing; returns when it is durable.
    /// </summary>
    Task<AddResult> AddAsync(IReadOnlyList<Envelope> batch, CancellationToken cancellation);

    /// <summary>By name.</summary>
    Task<IReadOnlyList<StoredName>> AgentsAsync(CancellationToken cancellation);

    /// <summary>By name.</summary>
    Task<IReadOnlyList<StoredName>> TargetsAsync(CancellationToken cancellation);

    /// <summary>By start and id, from behind the cursor on, at most so many.</summary>
    Task<IReadOnlyList<StoredMeasurement>> MeasurementsAsync(
        MeasurementFilter filter,
        Cursor? after,
        int limit,
        CancellationToken cancellation
    );

    /// <summary>
    /// By agent, target and time. A rollup belongs to the period in which it starts; together they cover each quarter of
    /// an hour of the period once.
    /// </summary>
    /// <param name="filter">Its kind is not looked at: rollups have none.</param>
    /// <param name="widest">Rollups up to this width stand for the quarters in them: fewer rows for the same numbers.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<Rollup>> RollupsAsync(
        MeasurementFilter filter,
        RollupWidth widest,
        CancellationToken cancellation
    );

    /// <summary>As <see cref="RollupsAsync"/>, of all agents together.</summary>
    Task<MergedRollups> MergedRollupsAsync(
        MeasurementFilter filter,
        RollupWidth widest,
        CancellationToken cancellation
    );

    /// <summary>
    /// The sums of a period, by what the grouping tells apart, in order; the hour of the day is the zone's, or without one
    /// that of each agent's own clock.
    /// </summary>
    Task<IReadOnlyList<(SummaryKey Key, Summary Summary)>> SumsAsync(
        MeasurementFilter filter,
        Grouping grouping,
        TimeZoneInfo? zone,
        CancellationToken cancellation
    );

    /// <summary>
    /// A number for what the rollups of a period say: another one as soon as a record is added that counts in one of them,
    /// by whichever process. It costs as little as reading their days.
    /// </summary>
    /// <param name="filter">Its kind is not looked at.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<UInt128> FingerprintAsync(MeasurementFilter filter, CancellationToken cancellation);

    /// <summary>Deletes records, not rollups, that began before a moment; returns how many. It may be called again at any time.</summary>
    Task<long> DropBeforeAsync(DateTimeOffset moment, CancellationToken cancellation);

    /// <summary>Null when the store answers.</summary>
    Task<StoreFault?> CheckAsync(CancellationToken cancellation);
}
