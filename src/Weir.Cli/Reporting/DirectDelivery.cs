using Weir.Agent.Delivery;
using Weir.Cli.Terminal;

namespace Weir.Cli.Reporting;

/// <summary>
/// Sends the records of a command that people wait for: once, without a spool. A collector that does not take them is told
/// and changes nothing else.
/// </summary>
/// <param name="command">As <c>weir get</c>.</param>
internal sealed class DirectDelivery(DeliveryOptions delivery, string command, Output output, TimeProvider time)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly DeliveryOptions _options = Impatient(delivery);

    /// <summary>Sends a few records. Null when the collector has them; else what hinders it.</summary>
    /// <param name="records">Lines of JSON, without their line ends.</param>
    public static async Task<string?> TrySendAsync(
        DeliveryOptions delivery,
        IReadOnlyList<string> records,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        using var client = new CollectorClient(Impatient(delivery), time);
        return await client.SendAsync(records, cancellation) switch
        {
            DeliveryFailed failed => failed.Reason,
            DeliveryAcknowledged { Rejected: [var rejection, ..] } => $"{client.Name} refuses it: {rejection.Reason}",
            _ => null,
        };
    }

    /// <param name="records">Lines of JSON, without their line ends.</param>
    public async Task SendAsync(IReadOnlyList<string> records)
    {
        using var client = new CollectorClient(_options, time);
        var (refused, reason) = (0, "");
        for (var sent = 0; sent < records.Count; )
        {
            var batch = records.Skip(sent).Take(CountThatFits(records, sent)).ToList();
            switch (await client.SendAsync(batch, CancellationToken.None))
            {
                case DeliveryFailed failed:
                    Tell(records.Count - sent, records.Count, $"delivered: {failed.Reason}");
                    return;
                case DeliveryAcknowledged { Rejected: [var first, ..] rejected }:
                    (refused, reason) = (refused + rejected.Count, first.Reason);
                    break;
            }

            sent += batch.Count;
        }

        if (refused > 0)
            Tell(refused, records.Count, $"delivered: {client.Name} refuses it: {reason}");
    }

    private static DeliveryOptions Impatient(DeliveryOptions delivery) =>
        delivery with
        {
            ConnectTimeout = ConnectTimeout,
            RequestTimeout = RequestTimeout,
        };

    private int CountThatFits(IReadOnlyList<string> records, int from)
    {
        var (count, bytes) = (0, 0L);
        // One that is too large alone is the collector's to refuse.
        while (count < _options.MaxRecords && from + count < records.Count)
        {
            bytes += records[from + count].Length;
            if (count > 0 && bytes > _options.MaxBytes)
                break;
            count++;
        }

        return count;
    }

    private void Tell(int lost, int all, string what) =>
        output.Mistake(
            all == 1 ? $"{command}: the record was not {what}" : $"{command}: {lost} of {all} records were not {what}"
        );
}
