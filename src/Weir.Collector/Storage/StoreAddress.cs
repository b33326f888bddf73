using System.Diagnostics.CodeAnalysis;

namespace Weir.Collector.Storage;

/// <summary>Where a store is, as <c>--store</c> says it: <c>sqlite:FILE</c>.</summary>
public sealed record StoreAddress(string File)
{
    private const string Sqlite = "sqlite:";

    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out StoreAddress? address,
        [NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        problem =
            text.StartsWith("postgres:", StringComparison.Ordinal)
            || text.StartsWith("postgresql:", StringComparison.Ordinal)
                ? "this version stores in SQLite only; write sqlite:FILE"
            : !text.StartsWith(Sqlite, StringComparison.Ordinal) ? $"\"{text}\" is no store; write sqlite:FILE"
            : text.Length == Sqlite.Length ? $"\"{text}\" names no file; write sqlite:FILE"
            : text.Contains('\0') ? $"\"{text}\" is no file name; write sqlite:FILE"
            : null;
        if (problem is not null)
            return false;
        address = new StoreAddress(text[Sqlite.Length..]);
        return true;
    }

    public override string ToString() => Sqlite + File;
}
