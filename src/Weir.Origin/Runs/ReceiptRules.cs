using System.Net;
using Weir.Analysis.Runs;
using Weir.Measurements.Records;

namespace Weir.Origin.Runs;

/// <summary>
/// What a row says when the server's counts and the client's receipt are put together. Pure. A receipt adds what only the
/// client can know; it never makes more of a transfer than the server itself has sent, nor makes it faster.
/// </summary>
internal static class ReceiptRules
{
    private const int MaxError = 300;
    private const int Sha256Digits = 64;

    /// <summary>So many of so many bytes can be added up: a receipt is small, and has no room for 1,000 sources.</summary>
    private const long LargestSum = 1L << 53;

    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(366);

    /// <summary>Whether the numbers of a receipt can be those of a transfer: nothing that comes after has to fear them.</summary>
    public static bool IsPlausible(TransferRecord receipt) =>
        receipt is { Bytes: >= 0 and <= LargestSum, Sources: not null }
        && IsTime(receipt.Duration)
        && IsTime(receipt.Response)
        && receipt.Sources.All(source => source is { Bytes: >= 0 and <= LargestSum });

    /// <param name="ports">On which this server listens.</param>
    public static ClientResult Of(Round round, RunClient client, IReadOnlyCollection<int> ports)
    {
        var size = client.File.Size;
        var served = client.LastByteAt - round.ReleasedAt;
        var result = new ClientResult
        {
            RunId = round.RunId,
            Client = client.Id.Name,
            File = client.File.Name,
            StartedAt = round.StartedAt,
            Outcome = TransferOutcome.Failed,
            Bytes = Math.Min(client.Bytes, size),
            ExpectedBytes = size,
            Duration = served,
            LocalPort = client.Remote.Port,
            Server = new ServerSide(client.Bytes, served, client.Local.Port, client.Retransmits),
        };
        if (client.Receipt is not { } receipt)
            return client.HasAll
                ? result with
                {
                    Outcome = TransferOutcome.Ok,
                }
                : result with
                {
                    Error = $"{client.Bytes} of {size} bytes were sent, and no receipt came",
                };

        result = result with
        {
            Bytes = Math.Clamp(receipt.Bytes, 0, size),
            Duration = Duration(receipt.Duration, served, client.ReceiptAt - round.ReleasedAt),
            Response = receipt.Response,
            Sha256 =
                receipt.Sha256 is { Length: Sha256Digits } hash && hash.All(char.IsAsciiHexDigitLower) ? hash : null,
        };
        if (receipt.Outcome != TransferOutcome.Ok)
            return result with
            {
                Outcome = receipt.Outcome,
                Error = Short(receipt.Error ?? "its receipt gives no reason"),
            };
        return Contradiction(receipt, client, ports) is { } contradiction
            ? result with
            {
                Error = contradiction,
            }
            : result with
            {
                Outcome = TransferOutcome.Ok,
            };
    }

    private static bool IsTime(TimeSpan? time) => time is null || (time >= TimeSpan.Zero && time <= LongestTime);

    /// <summary>What the receipt claims and the server knows better.</summary>
    private static string? Contradiction(TransferRecord receipt, RunClient client, IReadOnlyCollection<int> ports)
    {
        if (receipt.Bytes != client.File.Size)
            return $"its receipt says ok with {receipt.Bytes} bytes of a file of {client.File.Size}";
        var fromHere = receipt.Sources.Where(source => IsHere(source, ports)).Sum(source => Math.Max(0, source.Bytes));
        return fromHere > client.Bytes
            ? $"its receipt counts {fromHere} bytes from this server, which sent {client.Bytes}"
            : null;
    }

    private static bool IsHere(SourceRecord source, IReadOnlyCollection<int> ports) =>
        IPEndPoint.TryParse(source.Address ?? "", out var address) && ports.Contains(address.Port);

    /// <summary>The client's own time, within what the server saw: sent no sooner, told no later.</summary>
    private static TimeSpan? Duration(TimeSpan? claimed, TimeSpan? served, TimeSpan told)
    {
        if (claimed is not { } duration)
            return served;
        duration = duration > told ? told : duration;
        return served > duration ? served : duration;
    }

    private static string Short(string text) => text.Length <= MaxError ? text : text[..(MaxError - 1)] + "…";
}
