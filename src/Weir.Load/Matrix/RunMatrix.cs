using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weir.Load.Matrix;

/// <summary>
/// Which runs a series has: every combination of <c>clients=1,5,10 files=a,b</c>, what is named first changing slowest, each
/// as many times as there are rounds. Pure.
/// </summary>
public sealed class RunMatrix
{
    /// <summary>More would be a slip of the finger.</summary>
    private const int MostRuns = 1000;

    /// <summary>Each client has a thread.</summary>
    public const int MostClients = 5000;

    private RunMatrix(IReadOnlyList<int> clients, IReadOnlyList<string> files, bool isFilesFirst)
    {
        Clients = clients;
        Files = files;
        IsFilesFirst = isFilesFirst;
    }

    /// <summary>Empty when the matrix does not say.</summary>
    public IReadOnlyList<int> Clients { get; }

    /// <summary>Empty when the matrix does not say.</summary>
    public IReadOnlyList<string> Files { get; }

    private bool IsFilesFirst { get; }

    /// <summary>Whether an argument is a term of a matrix, such as <c>files=a,b</c>, and no URL.</summary>
    public static bool IsTerm(string text) =>
        text.StartsWith("clients=", StringComparison.Ordinal) || text.StartsWith("files=", StringComparison.Ordinal);

    /// <summary>Reads terms such as <c>clients=1,5,10</c>; when it returns false, <paramref name="problem"/> is a clause.</summary>
    public static bool TryParse(
        IEnumerable<string> terms,
        [NotNullWhen(true)] out RunMatrix? matrix,
        [NotNullWhen(false)] out string? problem
    )
    {
        matrix = null;
        var clients = new List<int>();
        var files = new List<string>();
        var isFilesFirst = false;
        foreach (var term in terms)
        {
            var values = term[(term.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(',');
            var isFiles = term.StartsWith("files=", StringComparison.Ordinal);
            problem =
                !IsTerm(term) ? $"\"{term}\" is no term of a matrix; write clients=1,5,10 or files=a,b"
                : (isFiles ? files.Count : clients.Count) > 0 ? $"\"{term}\" comes twice; list all values once"
                : isFiles ? AddFiles(values, files)
                : AddClients(values, clients);
            if (problem is not null)
                return false;
            isFilesFirst |= isFiles && clients.Count == 0;
        }

        matrix = new RunMatrix(clients, files, isFilesFirst);
        problem = null;
        return true;
    }

    /// <summary>The runs in their order.</summary>
    /// <param name="clients">How many where the matrix does not say.</param>
    /// <param name="shuffle">
    /// Brings all of them into random order, so that what changes meanwhile does not look like an effect of what was
    /// varied; null for the order of the matrix.
    /// </param>
    public IReadOnlyList<RunPlan> Runs(int clients, int rounds, Random? shuffle = null)
    {
        int[] counts = Clients.Count > 0 ? [.. Clients] : [clients];
        string?[] files = Files.Count > 0 ? [.. Files] : [null];
        var combinations = IsFilesFirst
            ? files.SelectMany(file => counts.Select(count => new RunPlan(count, file)))
            : counts.SelectMany(count => files.Select(file => new RunPlan(count, file)));
        RunPlan[] runs = [.. combinations.SelectMany(plan => Enumerable.Repeat(plan, rounds))];
        shuffle?.Shuffle(runs);
        return runs;
    }

    private static string? AddClients(string[] values, List<int> clients)
    {
        foreach (var value in values)
        {
            if (
                !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count is < 1 or > MostClients
            )
                return $"\"{value}\" is no number of clients; write one from 1 to {MostClients}";
            clients.Add(count);
        }

        return TooMany(clients.Count);
    }

    private static string? AddFiles(string[] values, List<string> files)
    {
        if (Array.Exists(values, string.IsNullOrWhiteSpace))
            return "files has an empty name; write files=a,b";
        files.AddRange(values);
        return TooMany(files.Count);
    }

    private static string? TooMany(int count) => count > MostRuns ? $"there are more than {MostRuns} values" : null;
}
