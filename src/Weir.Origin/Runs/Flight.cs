using System.Text;
using Weir.Http.Fields;
using Weir.Http.Server;

namespace Weir.Origin.Runs;

/// <summary>One answer with a file, from its admission to its end. Guarded by the barrier's lock, but for its gate.</summary>
internal sealed class Flight(Exchange exchange, RunClient client, string path)
{
    /// <summary>Longer hosts are no names (RFC 1035 2.3.4).</summary>
    private const int MaxHost = 255;

    private readonly TaskCompletionSource _gate = new();
    public Exchange Exchange => exchange;

    public RunClient Client => client;

    /// <summary>Of the file that is asked for.</summary>
    public string Path => path;

    public bool IsHeld { get; set; }

    /// <summary>The round that it goes in; null while it is held, and where there is none.</summary>
    public Round? Round { get; private set; }

    /// <summary>When the client was last told that it is held.</summary>
    public TimeSpan ToldAt { get; set; }

    /// <summary>Decides that it may go, in its round if it has one; <see cref="Open"/> lets it.</summary>
    public void Pass(Round? round) => (IsHeld, Round) = (false, round);

    /// <summary>Continues the handler, on this thread. Not under a lock.</summary>
    public void Open() => _gate.TrySetResult();

    /// <summary>Completes when the answer may go, with the fields that tell of its round.</summary>
    public async Task PassAsync()
    {
        await _gate.Task;
        if (Round is not { } round)
            return;
        exchange.SendHeadFirst();
        var named = HostField.AuthorityOf(exchange.Head);
        var host = named.Length is > 0 and <= MaxHost ? Encoding.ASCII.GetString(named) : $"{exchange.Local}";
        var receipt = ReceiptPath.Of(round.RunId, round.Number, client.Ticket);
        exchange
            .Fields.Field("Weir-Run"u8, round.RunId)
            .Field("Weir-Receipt"u8, $"{(exchange.IsSecure ? "https" : "http")}://{host}{receipt}");
    }
}
