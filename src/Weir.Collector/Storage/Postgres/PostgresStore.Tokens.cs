using System.Security.Cryptography;
using Weir.Collector.Tokens;

namespace Weir.Collector.Storage.Postgres;

public sealed partial class PostgresStore
{
    /// <inheritdoc/>
    /// <remarks>
    /// The index is searched by a hash, so that how long it takes says nothing about a secret; what was found is compared
    /// once more in constant time.
    /// </remarks>
    public Task<TokenScopes> FindAsync(byte[] hash, CancellationToken cancellation) =>
        ReadAsync(async () =>
        {
            await using var command = _source.CreateCommand(
                "select hash, scopes from token where hash = $1 and revoked_at is null"
            );
            Parameter(command, hash);
            var found = await QueryAsync(command, row => ((byte[])row[0], row.GetString(1)), cancellation);
            return found is [var (stored, scopes)] && CryptographicOperations.FixedTimeEquals(stored, hash)
                ? ReadScopes(scopes)
                : TokenScopes.None;
        });

    /// <inheritdoc/>
    public Task<bool> TryAddAsync(string name, byte[] hash, TokenScopes scopes, CancellationToken cancellation) =>
        ReadAsync(async () =>
        {
            await using var command = _source.CreateCommand(
                """
                insert into token (name, hash, scopes, created_at) values ($1, $2, $3, $4)
                on conflict (name) where revoked_at is null do nothing
                """
            );
            Parameter(command, name);
            Parameter(command, hash);
            Parameter(command, TokenScopeNames.Format(scopes));
            Parameter(command, _time.GetUtcNow().UtcDateTime);
            return await command.ExecuteNonQueryAsync(cancellation) > 0;
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<TokenRecord>> ListAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<TokenRecord>>(async () =>
        {
            await using var command = _source.CreateCommand(
                "select name, scopes, created_at, revoked_at from token order by name, created_at"
            );
            return await QueryAsync(
                command,
                row => new TokenRecord(
                    row.GetString(0),
                    ReadScopes(row.GetString(1)),
                    new DateTimeOffset(row.GetDateTime(2)),
                    row.IsDBNull(3) ? null : new DateTimeOffset(row.GetDateTime(3))
                ),
                cancellation
            );
        });

    /// <inheritdoc/>
    public Task<bool> TryRevokeAsync(string name, CancellationToken cancellation) =>
        ReadAsync(async () =>
        {
            await using var command = _source.CreateCommand(
                "update token set revoked_at = $1 where name = $2 and revoked_at is null"
            );
            Parameter(command, _time.GetUtcNow().UtcDateTime);
            Parameter(command, name);
            return await command.ExecuteNonQueryAsync(cancellation) > 0;
        });

    private static TokenScopes ReadScopes(string text) =>
        TokenScopeNames.TryParse(text, out var scopes, out _) ? scopes : TokenScopes.None;
}
