using Weir.Agent.Delivery;
using Weir.Cli.Terminal;

namespace Weir.Cli.Reporting;

/// <summary>Sends the one record of a command at its end. A collector that does not take it is told and changes nothing else.</summary>
internal static class SingleReport
{
    /// <summary>People wait for it, so it does not wait long.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    /// <param name="record">One line of JSON, without its line end.</param>
    /// <param name="command">As <c>weir get</c>.</param>
    public static async Task SendAsync(
        DeliveryOptions delivery,
        string record,
        string command,
        Output output,
        TimeProvider time
    )
    {
        if (await TrySendAsync(delivery, record, time, CancellationToken.None) is { } problem)
            output.Mistake($"{command}: the record was not delivered: {problem}");
    }

    /// <summary>Null when the collector has it; else what hinders it.</summary>
    /// <param name="record">One line of JSON, without its line end.</param>
    public static async Task<string?> TrySendAsync(
        DeliveryOptions delivery,
        string record,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var options = delivery with { ConnectTimeout = ConnectTimeout, RequestTimeout = RequestTimeout };
        using var client = new CollectorClient(options, time);
        return await client.SendAsync([record], cancellation) switch
        {
            DeliveryFailed failed => failed.Reason,
            DeliveryAcknowledged { Rejected: [var rejection, ..] } => $"{client.Name} refuses it: {rejection.Reason}",
            _ => null,
        };
    }
}
