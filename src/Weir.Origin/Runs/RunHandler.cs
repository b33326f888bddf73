using System.Text.Json;
using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Http.Server;
using Weir.Measurements.Json;
using Weir.Measurements.Records;

namespace Weir.Origin.Runs;

/// <summary>Takes the receipts of runs under their reserved path; everything else goes to the files.</summary>
internal sealed class RunHandler(RunBarrier runs, IRequestHandler files) : IRequestHandler
{
    private const int MaxReceipt = 64 * 1024;

    public int MaxBody(Head head) =>
        ReceiptPath.IsReserved(head.Target) && head.Method.SequenceEqual("POST"u8) ? MaxReceipt : files.MaxBody(head);

    public ValueTask HandleAsync(Exchange exchange)
    {
        var head = exchange.Head;
        if (!ReceiptPath.IsReserved(head.Target))
            return files.HandleAsync(exchange);
        if (!head.Method.SequenceEqual("POST"u8))
        {
            exchange.Respond(405, "A receipt is sent by POST.");
            exchange.Fields.Field("Allow"u8, "POST"u8);
            return ValueTask.CompletedTask;
        }

        Answer(exchange, Take(exchange));
        return ValueTask.CompletedTask;
    }

    private ReceiptAnswer Take(Exchange exchange)
    {
        if (
            !RequestTarget.TryParse(exchange.Head.Target, out var target)
            || RequestTarget.TryDecodePath(target.Path, out var path) != PathResult.Ok
            || !ReceiptPath.TryParse(path, out var runId, out var ticket)
        )
            return ReceiptAnswer.Unknown;
        return Parse(exchange.RequestBody.Span) is { } receipt
            ? runs.Take(runId, ticket, receipt)
            : ReceiptAnswer.Malformed;
    }

    private static TransferRecord? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            var receipt = JsonSerializer.Deserialize(body, MeasurementsJson.Lines.TransferRecord);
            return receipt is not null && ReceiptRules.IsPlausible(receipt) ? receipt : null;
        }
        catch (Exception error) when (error is JsonException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static void Answer(Exchange exchange, ReceiptAnswer answer)
    {
        switch (answer)
        {
            case ReceiptAnswer.Taken:
                exchange.Start(204);
                break;
            case ReceiptAnswer.Unknown:
                exchange.Respond(404, "No client of a run has this URL for its receipt.");
                break;
            case ReceiptAnswer.Repeated:
                exchange.Respond(409, "The receipt of this client is here already.");
                break;
            default:
                exchange.Respond(400, "A receipt is a transfer record as JSON.");
                break;
        }
    }
}
