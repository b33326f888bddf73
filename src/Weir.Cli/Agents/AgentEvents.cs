using System.Text;
using System.Text.Json;
using Weir.Agent.Running;

namespace Weir.Cli.Agents;

/// <summary>What <c>weir agent --json</c> tells beside its records: a <c>summary</c> as the last object.</summary>
internal static class AgentEvents
{
    public static string Summary(DateTimeOffset at, string agent, AgentSummary summary)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "summary");
            json.WriteString("at", at.UtcDateTime);
            json.WriteString("agent", agent);
            json.WriteNumber("records", summary.Records);
            json.WriteNumber("accepted", summary.Delivered.Accepted);
            json.WriteNumber("duplicates", summary.Delivered.Duplicates);
            json.WriteNumber("rejected", summary.Delivered.Rejected);
            json.WriteNumber("spooled", summary.Spooled);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
