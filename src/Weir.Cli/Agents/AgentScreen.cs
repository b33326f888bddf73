using System.Globalization;
using Weir.Agent.Jobs;
using Weir.Agent.Running;
using Weir.Agent.Spool;
using Weir.Cli.Terminal;

namespace Weir.Cli.Agents;

/// <summary>A line for each run on stderr; with JSON its record on stdout instead. What hinders the agent is always told.</summary>
internal sealed class AgentScreen(Output output, bool isJson, TimeProvider time) : IAgentWatcher
{
    public void OnStart(AgentOptions options, SpoolRecovery recovery)
    {
        var clients = options.Clients == 1 ? "" : $" from {options.Clients} clients";
        var to = options.Delivery is { Collector: var url }
            ? $", delivered to {url.GetLeftPart(UriPartial.Authority)}"
            : ", and nowhere else without --collector URL";
        Note(
            $"{options.Name} measures {AgentWords.Count(options.Targets.Count, "target")} "
                + $"{AgentWords.Times(options)}{clients}; records are kept in {options.Spool.Folder}{to}"
        );
        if (options.Delivery is { Collector: { Scheme: "http", IsLoopback: false } far })
            Note($"the token and the records travel unencrypted to {far.Host}");
        if (recovery.Records > 0)
            Note($"{AgentWords.Waiting(recovery.Records)} from an earlier run");
        if (recovery.Damaged > 0)
            Note($"lost, because the spool was damaged: {AgentWords.Records(recovery.Damaged)}");
    }

    /// <param name="isPartial">Whether some of it only holds after a restart.</param>
    public void OnReload(AgentOptions options, bool isPartial) =>
        Note(
            $"the configuration has changed: {AgentWords.Count(options.Targets.Count, "target")} "
                + AgentWords.Times(options)
                + (isPartial ? "; another collector or spool comes with the next start" : "")
        );

    public void OnEnd(AgentOptions options, AgentSummary summary)
    {
        var (accepted, duplicates, rejected) = summary.Delivered;
        Note(
            $"{AgentWords.Records(summary.Records)} made, {accepted + duplicates} delivered"
                + (rejected > 0 ? $", {rejected} refused" : "")
                + (summary.Spooled > 0 ? $", {summary.Spooled} kept for the next start" : "")
        );
        if (isJson)
            output.Line(AgentEvents.Summary(time.GetUtcNow(), options.Name, summary));
    }

    public void OnFinding(Finding finding)
    {
        if (isJson)
            output.Line(finding.ToLine());
        else
            Note(AgentWords.Of(finding));
    }

    public void OnNotice(string sentence) => output.Mistake(Stamped(sentence));

    public void OnDeliveryTrouble(string trouble, int waiting) =>
        output.Mistake(Stamped($"{trouble}; {AgentWords.Waiting(waiting)}"));

    public void OnDeliveryRecovered(int waiting) =>
        Note(waiting == 0 ? "records are delivered again" : $"records are delivered again, {waiting} to go");

    public void OnRejected(string record, string reason) =>
        output.Mistake(Stamped($"a record is refused for good and put into the spool's file \"rejected\": {reason}"));

    private void Note(string sentence) => output.Note(Stamped(sentence));

    private string Stamped(string sentence) =>
        $"{time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {sentence}";
}
