namespace Weir.Collector.Tokens;

/// <summary>Where tokens are kept, by the hash of their secret.</summary>
/// <remarks>All throw <see cref="Storage.StoreException"/> when the store fails.</remarks>
public interface ITokenStore
{
    /// <summary>The scopes of a token in force; none for any other. Asked anew for each request.</summary>
    Task<TokenScopes> FindAsync(byte[] hash, CancellationToken cancellation);

    /// <summary>False when a token of that name is in force.</summary>
    Task<bool> TryAddAsync(string name, byte[] hash, TokenScopes scopes, CancellationToken cancellation);

    /// <summary>Revoked ones too, by name and time.</summary>
    Task<IReadOnlyList<TokenRecord>> ListAsync(CancellationToken cancellation);

    /// <summary>False when no token of that name is in force.</summary>
    Task<bool> TryRevokeAsync(string name, CancellationToken cancellation);
}
