using Weir.Cli.Mistakes;
using Weir.Cli.Results;
using Weir.Origin.Runs;

namespace Weir.Cli.Serving;

/// <summary>What the options of <c>weir serve</c> about runs mean together.</summary>
/// <param name="Clients">Clients to wait for; null for no runs.</param>
internal sealed record RunTerms(int? Clients, string? Name, string? Out)
{
    /// <exception cref="MistakeException">They contradict each other, or the folder cannot be used.</exception>
    public ResultsFolder? Check(int maxConnections)
    {
        if (Clients is not { } count)
        {
            var lone =
                Name is not null ? "--run"
                : Out is not null ? "--out"
                : null;
            return lone is null ? null : throw MistakeException.Usage($"{lone} goes with --wait-clients N; add it");
        }

        if (count > maxConnections)
            throw MistakeException.Usage(
                $"--wait-clients {count} is more than the {maxConnections} connections of a replica; raise --max-connections"
            );
        if (Name is not null && !RunOptions.IsName(Name))
            throw MistakeException.Usage(
                $"--run \"{Name}\" is no name for a run; use letters, digits, dots, hyphens and underscores"
            );
        return Out is null ? null : ResultsFolder.Open(Out);
    }
}
