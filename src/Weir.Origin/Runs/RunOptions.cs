namespace Weir.Origin.Runs;

/// <summary>Runs as the owner of an origin wants them.</summary>
public sealed record RunOptions
{
    private const int MaxName = 64;

    /// <summary>So many clients are waited for, each round.</summary>
    public required int Clients { get; init; }

    /// <summary>The run's name, of letters, digits, dots, hyphens and underscores; null for an id of its own each round.</summary>
    public string? Name { get; init; }

    /// <summary>Who measures.</summary>
    public string Agent { get; init; } = Environment.MachineName;

    /// <summary>Told what happens, one call at a time and in order, from the thread pool.</summary>
    public Action<RunNews>? News { get; init; }

    /// <summary>Whether a run can have this name: it stands in paths, tables and file names.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MaxName
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    /// <summary>What is wrong with them; null when they can be worked with.</summary>
    internal static string? Problem(RunOptions options, int maxConnections) =>
        options.Clients < 1 ? "A run waits for at least one client."
        : options.Clients > maxConnections ? "A run waits for no more clients than a replica has connections."
        : options.Name is { } name && !IsName(name) ? "A run's name has letters, digits, dots, hyphens and underscores."
        : null;
}
