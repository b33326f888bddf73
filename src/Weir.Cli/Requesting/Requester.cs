using System.Text;
using Weir.Http.Client;
using Weir.Http.Messages;
using Weir.Transport.Blocking;

namespace Weir.Cli.Requesting;

/// <summary>Makes single GET requests, each on a connection of its own, as one client after the other would.</summary>
/// <param name="url">An http URL.</param>
internal sealed class Requester(
    Uri url,
    IReadOnlyList<KeyValuePair<string, string>> fields,
    TimeSpan wait,
    TimeProvider time
)
{
    private const int BodyBuffer = 64 << 10;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks once and reads the answer to its end; keeps trying to connect for the wait.</summary>
    public async Task<RequestOutcome> AskAsync(CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            // On a thread that may block.
            var outcome = await Task.Run(() => Ask(cancellation), CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            if (outcome.Connect is not null || time.GetElapsedTime(started) >= wait)
                return outcome;
            await Task.Delay(Between, time, cancellation);
        }
    }

    private RequestOutcome Ask(CancellationToken cancellation)
    {
        var outcome = new RequestOutcome(time.GetUtcNow());
        var started = time.GetTimestamp();
        var isCancelled = () => cancellation.IsCancellationRequested;
        using var socket = BlockingSocket.Connect(
            url.IdnHost,
            url.Port,
            ConnectTimeout,
            time,
            isCancelled,
            out var fault
        );
        if (socket is null)
            return outcome with { Error = fault?.Reason };
        outcome = outcome with { Connect = time.GetElapsedTime(started) };
        using var connection = new ClientConnection(socket, time);
        using var ending = cancellation.Register(connection.Interrupt);
        return Exchange(connection, outcome);
    }

    private RequestOutcome Exchange(ClientConnection connection, RequestOutcome outcome)
    {
        var sent = time.GetTimestamp();
        if ((connection.Send(Request()) ?? connection.ReadHead(ResponseTimeout)) is { } fault)
            return outcome with { Error = fault.Reason };
        outcome = outcome with
        {
            Response = time.GetElapsedTime(sent),
            Status = connection.Head.Status,
            CacheStatus = CacheStatus(connection.Head),
        };

        var buffer = new byte[BodyBuffer];
        var bytes = 0L;
        for (
            int read;
            (read = connection.ReadBody(buffer, ResponseTimeout, out var broken)) > 0 || broken is not null;

        )
        {
            bytes += read;
            if (broken is not null)
                return outcome with { Bytes = bytes, Error = broken.Reason };
        }

        return outcome with
        {
            Bytes = bytes,
            Duration = time.GetElapsedTime(sent),
        };
    }

    private HeadWriter Request()
    {
        var writer = new HeadWriter()
            .StartRequest("GET"u8, Encoding.ASCII.GetBytes(url.PathAndQuery))
            .Field("Host"u8, url.IsDefaultPort ? url.Host : $"{url.Host}:{url.Port}")
            .Field("User-Agent"u8, "weir/0.1"u8)
            .Field("Accept"u8, "*/*"u8);
        foreach (var (name, value) in fields)
            writer.Field(Encoding.ASCII.GetBytes(name), value);
        return writer.End();
    }

    /// <summary>Lines of one list are one list (RFC 9110 5.3).</summary>
    private static string? CacheStatus(Head head)
    {
        var lines = new List<string>();
        for (var i = head.IndexOf("Cache-Status"u8, 0); i >= 0; i = head.IndexOf("Cache-Status"u8, i + 1))
            lines.Add(Encoding.Latin1.GetString(head.Value(i)));
        return lines.Count == 0 ? null : string.Join(", ", lines);
    }
}
