using Weir.Agent.Budget;
using Weir.Agent.Delivery;
using Weir.Agent.Jobs;
using Weir.Agent.Schedule;
using Weir.Agent.Spool;

namespace Weir.Agent.Running;

/// <summary>What an agent does.</summary>
public sealed record AgentOptions
{
    /// <summary>Clients share the spool's lock and the machine; more belong on another one.</summary>
    public const int MostClients = 1000;

    /// <summary>Who measures.</summary>
    public required string Name { get; init; }

    /// <summary>With more than one, clients NAME-1, NAME-2… measure in one process, each with a schedule of its own.</summary>
    public int Clients { get; init; } = 1;

    /// <summary>At least one.</summary>
    public required IReadOnlyList<AgentTarget> Targets { get; init; }

    /// <summary>When targets are measured that have no schedule of their own.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>How many jobs of one client may run at once; more than one measure each other too.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>What downloads may cost.</summary>
    public BudgetOptions Budget { get; init; } = new();

    public required SpoolOptions Spool { get; init; }

    /// <summary>Null to keep records in the spool only.</summary>
    public DeliveryOptions? Delivery { get; init; }

    internal IEnumerable<string> ClientNames =>
        Clients == 1 ? [Name] : Enumerable.Range(1, Clients).Select(number => $"{Name}-{number}");

    /// <exception cref="ArgumentException">Values outside their bounds.</exception>
    internal static AgentOptions Validate(AgentOptions options)
    {
        var problem =
            options.Targets.Count == 0 ? "An agent has at least one target."
            : options.Clients is < 1 or > MostClients ? $"An agent has 1 to {MostClients} clients."
            : options.Parallel < 1 ? "An agent runs at least one job at once."
            : options.Name.Length == 0 ? "An agent has a name."
            : null;
        return problem is null ? options : throw new ArgumentException(problem, nameof(options));
    }
}
