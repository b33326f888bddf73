using Npgsql;
using Weir.Collector.Ingest;

namespace Weir.Collector.Storage.Postgres;

public sealed partial class PostgresStore
{
    private const int Attempts = 4;

    /// <inheritdoc/>
    public Task<AddResult> AddAsync(IReadOnlyList<Envelope> batch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _commits.AddAsync(batch, cancellation);
    }

    /// <inheritdoc/>
    public Task<long> DropBeforeAsync(DateTimeOffset moment, CancellationToken cancellation) =>
        ReadAsync(async () =>
        {
            var dropped = 0L;
            foreach (var month in await PostgresSchema.MonthsAsync(_source, cancellation))
            {
                var end = new DateTimeOffset(month.AddMonths(1), TimeOnly.MinValue, TimeSpan.Zero);
                var table = PostgresSchema.NameOf(month);
                if (end <= moment)
                {
                    await using var count = Patient($"select count(*) from {table}");
                    dropped += (long)(await count.ExecuteScalarAsync(cancellation))!;
                    _months.TryRemove(month, out _);
                    await using var drop = _source.CreateCommand($"drop table {table}");
                    await drop.ExecuteNonQueryAsync(cancellation);
                }
                else if (new DateTimeOffset(month, TimeOnly.MinValue, TimeSpan.Zero) < moment)
                {
                    await using var delete = Patient("delete from measurement where at < $1 and at >= $2");
                    delete.Parameters.AddWithValue(moment.UtcDateTime);
                    delete.Parameters.AddWithValue(month.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
                    dropped += await delete.ExecuteNonQueryAsync(cancellation);
                }
            }

            return dropped;
        });

    /// <summary>In one transaction, again when another one was in its way.</summary>
    private async Task<IReadOnlyList<AddResult>> CommitAsync(IReadOnlyList<IReadOnlyList<Envelope>> batches)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await AddOnceAsync(batches);
                }
                catch (PostgresException error)
                    when (error.SqlState == PostgresErrorCodes.UniqueViolation && _suspicious == 0)
                {
                    _suspicious = Suspicion;
                }
                catch (NpgsqlException error) when (attempt < Attempts && PostgresFaults.IsPassing(error))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20 << attempt), _time, CancellationToken.None);
                }
            }
        }
        catch (Exception error) when (PostgresFaults.IsOfServer(error))
        {
            var failed = AddResult.Failed(PostgresFaults.Of(error, _name));
            return [.. batches.Select(_ => failed)];
        }
    }

    /// <summary>For what takes as long as there is much.</summary>
    private NpgsqlCommand Patient(string statement)
    {
        var command = _source.CreateCommand(statement);
        command.CommandTimeout = 0;
        return command;
    }
}
