using System.Security.Cryptography;
using Weir.Collector.Tokens;

namespace Weir.Collector.Storage.Sqlite;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    /// <remarks>
    /// The index is searched by a hash, so that how long it takes says nothing about a secret; what was found is compared
    /// once more in constant time.
    /// </remarks>
    public Task<TokenScopes> FindAsync(byte[] hash, CancellationToken cancellation)
    {
        using var reader = OpenReader();
        using var command = Command(
            reader,
            "select hash, scopes from token where hash = $hash and revoked_at is null",
            ("$hash", hash)
        );
        var found = Query(command, row => (Hash: (byte[])row[0], Scopes: row.GetString(1)), cancellation);
        return Task.FromResult(
            found is [var token] && CryptographicOperations.FixedTimeEquals(token.Hash, hash)
                ? ReadScopes(token.Scopes)
                : TokenScopes.None
        );
    }

    /// <inheritdoc/>
    public async Task<bool> TryAddAsync(string name, byte[] hash, TokenScopes scopes, CancellationToken cancellation) =>
        await WriteAsync(
            () =>
                Execute(
                    _writer,
                    """
                    insert into token (name, hash, scopes, created_at) values ($name, $hash, $scopes, $now)
                    on conflict (name) where revoked_at is null do nothing
                    """,
                    ("$name", name),
                    ("$hash", hash),
                    ("$scopes", TokenScopeNames.Format(scopes)),
                    ("$now", Microseconds.Of(_time.GetUtcNow()))
                ),
            cancellation
        ) > 0;

    /// <inheritdoc/>
    public Task<IReadOnlyList<TokenRecord>> ListAsync(CancellationToken cancellation)
    {
        using var reader = OpenReader();
        using var command = Command(
            reader,
            "select name, scopes, created_at, revoked_at from token order by name, created_at"
        );
        return Task.FromResult<IReadOnlyList<TokenRecord>>(
            Query(
                command,
                row => new TokenRecord(
                    row.GetString(0),
                    ReadScopes(row.GetString(1)),
                    Microseconds.ToMoment(row.GetInt64(2)),
                    row.IsDBNull(3) ? null : Microseconds.ToMoment(row.GetInt64(3))
                ),
                cancellation
            )
        );
    }

    /// <inheritdoc/>
    public async Task<bool> TryRevokeAsync(string name, CancellationToken cancellation) =>
        await WriteAsync(
            () =>
                Execute(
                    _writer,
                    "update token set revoked_at = $now where name = $name and revoked_at is null",
                    ("$name", name),
                    ("$now", Microseconds.Of(_time.GetUtcNow()))
                ),
            cancellation
        ) > 0;

    private static TokenScopes ReadScopes(string text) =>
        TokenScopeNames.TryParse(text, out var scopes, out _) ? scopes : TokenScopes.None;
}
