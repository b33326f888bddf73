namespace Weir.Collector.Tokens;

/// <summary>A token without its secret.</summary>
/// <param name="Name">Labels who has it; one in force per name.</param>
/// <param name="RevokedAt">Null while it is in force.</param>
public sealed record TokenRecord(string Name, TokenScopes Scopes, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);
