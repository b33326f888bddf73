using System.Text;
using Weir.Downloads.Sources;
using Weir.Http.Client;
using Weir.Http.Messages;
using Weir.Measurements.Json;
using Weir.Measurements.Records;
using Weir.Transport.Blocking;
using Weir.Transport.Tls;

namespace Weir.Downloads.Receipts;

/// <summary>Tells a server that waits for it how the transfer went. It is a courtesy: a failure changes nothing.</summary>
internal static class Receipt
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(2);

    /// <summary>What servers take of it.</summary>
    private const int MaxLength = 64 * 1024;

    /// <summary>Sends it; blocks for a few seconds at most.</summary>
    /// <returns>Why it did not arrive, in a clause; null when it did.</returns>
    public static string? Send(ReceiptTarget to, TransferRecord record, PeerTrust trust, TimeProvider time)
    {
        var body = Body(record);
        var socket = Dialler.Connect(
            to.Source.Host,
            to.Source.Port,
            to.Source.IsSecure ? trust : null,
            ConnectTimeout,
            time,
            isCancelled: static () => false,
            out var fault
        );
        if (socket is null)
            return fault!.Reason;
        using var connection = new ClientConnection(socket, time);
        if ((connection.Send(Head(to, body.Length), body) ?? connection.ReadHead(ResponseTimeout)) is { } broken)
            return broken.Reason;
        // 409: it has come already, by another address of the same server.
        return connection.Head.Status is (>= 200 and < 300) or 409 ? null : $"it answered {connection.Head.Status}";
    }

    /// <summary>The record as others may see it: sources without userinfo and query, and without any when it grows too long.</summary>
    internal static byte[] Body(TransferRecord record)
    {
        var open = record with
        {
            Sources = [.. record.Sources.Select(source => source with { Url = Public(source.Url) })],
        };
        var line = Encoding.UTF8.GetBytes(MeasurementsJson.ToLine(open));
        return line.Length <= MaxLength
            ? line
            : Encoding.UTF8.GetBytes(MeasurementsJson.ToLine(open with { Sources = [] }));
    }

    private static string Public(string url) =>
        SourceAddress.TryParse(url, out var address, out _) ? address.PublicUrl : "";

    private static HeadWriter Head(ReceiptTarget to, int length)
    {
        var head = new HeadWriter()
            .StartRequest("POST"u8, Encoding.ASCII.GetBytes(to.PathAndQuery))
            .Field("Host"u8, to.Source.HostField)
            .Field("User-Agent"u8, "weir/0.1"u8)
            .Field("Content-Type"u8, "application/json"u8)
            .Field("Content-Length"u8, length)
            .Field("Connection"u8, "close"u8);
        if (to.Source.Authorization is { } authorization)
            head.Field("Authorization"u8, authorization);
        return head.End();
    }
}
