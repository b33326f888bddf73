using System.Diagnostics.CodeAnalysis;

namespace Weir.Collector.Storage;

/// <summary>Where a store is, as <c>--store</c> says it: <c>sqlite:FILE</c> or <c>postgres://USER@HOST/DATABASE</c>.</summary>
public abstract record StoreAddress
{
    private const string SqliteScheme = "sqlite:";
    private const string Remedy = "write sqlite:FILE or postgres://USER@HOST/DATABASE";

    /// <summary>One file of this machine.</summary>
    public sealed record Sqlite(string File) : StoreAddress
    {
        public override string ToString() => SqliteScheme + File;
    }

    /// <summary>A database of a PostgreSQL server, for one collector or several.</summary>
    /// <param name="Url">May hold a password; <see cref="ToString"/> leaves it out.</param>
    public sealed record Postgres(Uri Url) : StoreAddress
    {
        public string Database => Uri.UnescapeDataString(Url.AbsolutePath[1..]);

        public string? User => Part(0);

        /// <summary>Null when it comes from PGPASSWORD or the password file, as for all programs of PostgreSQL.</summary>
        public string? Password => Part(1);

        public override string ToString()
        {
            var user = User is { } name ? $"{Uri.EscapeDataString(name)}@" : "";
            return $"postgres://{user}{Url.Authority[(Url.Authority.LastIndexOf('@') + 1)..]}{Url.AbsolutePath}";
        }

        private string? Part(int index) =>
            Url.UserInfo.Split(':', 2) is var parts && parts.Length > index && parts[index].Length > 0
                ? Uri.UnescapeDataString(parts[index])
                : null;
    }

    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out StoreAddress? address,
        [NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        if (
            text.StartsWith("postgres:", StringComparison.Ordinal)
            || text.StartsWith("postgresql:", StringComparison.Ordinal)
        )
            return TryParsePostgres(text, out address, out problem);
        problem =
            !text.StartsWith(SqliteScheme, StringComparison.Ordinal) ? $"\"{text}\" is no store; {Remedy}"
            : text.Length == SqliteScheme.Length ? $"\"{text}\" names no file; write sqlite:FILE"
            : text.Contains('\0') ? $"\"{text}\" is no file name; write sqlite:FILE"
            : null;
        if (problem is null)
            address = new Sqlite(text[SqliteScheme.Length..]);
        return address is not null;
    }

    /// <summary>What is wrong is said without the text, which may hold a password.</summary>
    private static bool TryParsePostgres(string text, out StoreAddress? address, out string? problem)
    {
        address = null;
        problem =
            !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0
                ? "the URL of the database is not whole; write postgres://USER@HOST/DATABASE"
            : url.AbsolutePath.Trim('/') is "" || url.AbsolutePath[1..].Contains('/')
                ? "the URL names no database; write postgres://USER@HOST/DATABASE"
            : url.Query.Length > 0 || url.Fragment.Length > 0
                ? "the URL of a database has no query here; write postgres://USER@HOST/DATABASE"
            : null;
        if (problem is null)
            address = new Postgres(url!);
        return address is not null;
    }
}
