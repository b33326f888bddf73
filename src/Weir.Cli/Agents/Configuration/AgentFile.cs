using Weir.Agent.Budget;
using Weir.Agent.Delivery;
using Weir.Agent.Jobs;
using Weir.Agent.Running;
using Weir.Agent.Schedule;
using Weir.Agent.Spool;
using Weir.Measurements.Units;

namespace Weir.Cli.Agents.Configuration;

/// <summary>What a configuration file says of an agent; null where it says nothing.</summary>
internal sealed record AgentFile
{
    /// <summary>A thousand targets with all their fields are a quarter of it.</summary>
    private const long Largest = 1 << 20;

    public string? Name { get; private init; }

    public int? Clients { get; private init; }

    public int? Parallel { get; private init; }

    public string? SpoolFolder { get; private init; }

    public ByteSize? SpoolSize { get; private init; }

    public DeliveryOptions? Delivery { get; private init; }

    public BudgetOptions Budget { get; private init; } = new();

    public ScheduleOptions Schedule { get; private init; } = new();

    public IReadOnlyList<AgentTarget> Targets { get; private init; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="zone">Whose clocks are meant when the file names none.</param>
    /// <param name="problem">Why it cannot be used, with the line; null when it can.</param>
    public static AgentFile? Load(string path, TimeZoneInfo zone, out string? problem)
    {
        try
        {
            problem = null;
            if (new FileInfo(path) is { Exists: true, Length: > Largest })
                problem = $"it is larger than {new ByteSize(Largest)}";
            return problem is null
                ? Read(File.ReadAllText(path), Path.GetDirectoryName(Path.GetFullPath(path))!, zone)
                : null;
        }
        catch (ConfigException error)
        {
            problem = error.Message;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = "it does not exist";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = $"it cannot be read: {error.Message.TrimEnd('.')}";
        }

        return null;
    }

    /// <param name="files">What relative paths in it are relative to.</param>
    /// <exception cref="ConfigException">It says what cannot be.</exception>
    public static AgentFile Read(string text, string files, TimeZoneInfo zone)
    {
        var fields = new ConfigFields(ConfigText.Read(text));
        var schedule = ScheduleConfig.Read(fields, new ScheduleOptions { Zone = zone });
        var spool = fields.Fields("spool");
        var file = new AgentFile
        {
            Name = fields.Text("agent"),
            Clients = fields.Value<int>("clients", Count(AgentOptions.MostClients)),
            Parallel = fields.Value<int>("parallel", Count(1000)),
            SpoolFolder = spool?.Text("folder") is { } folder ? Path.Combine(files, folder) : null,
            SpoolSize = spool?.Value<ByteSize>("size", ByteSize.TryParse),
            Delivery = fields.Fields("collector") is { } collector ? CollectorConfig.Read(collector, files) : null,
            Budget = Limits(fields, schedule.Zone),
            Schedule = schedule,
            Targets = All(fields, schedule, files),
        };
        if (spool is not null && file.SpoolSize < SpoolOptions.LeastSize)
            throw spool.Problem("size", $"{file.SpoolSize} is too small; write {SpoolOptions.LeastSize} or more");
        spool?.End("spool");
        fields.End("an agent");
        return file;
    }

    private static BudgetOptions Limits(ConfigFields fields, TimeZoneInfo zone)
    {
        var budget = fields.Fields("budget");
        var options = new BudgetOptions
        {
            Day = budget?.Value<ByteSize>("day", ByteSize.TryParse),
            Month = budget?.Value<ByteSize>("month", ByteSize.TryParse),
            Zone = zone,
        };
        budget?.End("budget");
        return options;
    }

    private static IReadOnlyList<AgentTarget> All(ConfigFields fields, ScheduleOptions schedule, string files)
    {
        var node = fields.Node("targets");
        if (node is not ConfigNode.Items { All: { Count: > 0 } items })
            throw new ConfigException(
                node?.Line ?? fields.Line,
                "targets is a list of at least one target, each with a -"
            );
        var targets = new Dictionary<string, AgentTarget>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item is not ConfigNode.Fields one)
                throw new ConfigException(item.Line, "a target has fields, as in - download: http://HOST/FILE");
            var target = TargetConfig.Read(new ConfigFields(one), schedule, files);
            if (!targets.TryAdd(target.Name, target))
                throw new ConfigException(item.Line, $"{target.Name} is given twice; give one of them another name");
        }

        return [.. targets.Values];
    }

    private static ConfigFields.Reader<int> Count(int most) =>
        (string text, out int value, out string? problem) =>
        {
            var isGood = int.TryParse(text, out value) && value >= 1 && value <= most;
            problem = isGood ? null : $"\"{text}\" is not a whole number of 1 to {most}";
            return isGood;
        };
}
