using System.Net;
using Weir.Measurements.Records;
using Weir.Origin.Files;

namespace Weir.Origin.Runs;

/// <summary>One client in one round: what the server counts for it, and the receipt that it sends. Guarded by its owner.</summary>
/// <param name="ticket">What only this client gets to know: the last segment of its receipt's URL.</param>
internal sealed class RunClient(ClientId id, ServedFile file, IPEndPoint remote, IPEndPoint local, string ticket)
{
    /// <summary>A client that has it all says so by its receipt, unless it knows nothing of receipts.</summary>
    private static readonly TimeSpan ReceiptPatience = TimeSpan.FromSeconds(3);

    /// <summary>A client whose connection broke may come back for the rest.</summary>
    private static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IPEndPoint, long> _retransmits = [];
    private TimeSpan _idleSince;
    private bool _isLastComplete;

    public ClientId Id => id;

    public ServedFile File => file;

    /// <summary>Of its first request.</summary>
    public IPEndPoint Remote => remote;

    /// <summary>The server's end.</summary>
    public IPEndPoint Local => local;

    public string Ticket => ticket;

    /// <summary>Requests that are held or being answered.</summary>
    public int Open { get; private set; }

    /// <summary>Body bytes of the file handed to the kernel.</summary>
    public long Bytes { get; private set; }

    public TimeSpan? FirstByteAt { get; private set; }

    public TimeSpan? LastByteAt { get; private set; }

    /// <summary>Segments sent again; null when the kernel does not say.</summary>
    public long? Retransmits => _retransmits.Count > 0 ? _retransmits.Values.Sum() : null;

    public TransferRecord? Receipt { get; private set; }

    public TimeSpan ReceiptAt { get; private set; }

    /// <summary>As far as the server can see, it has the whole file.</summary>
    public bool HasAll => Open == 0 && _isLastComplete && Bytes >= file.Size;

    public void Begin() => Open++;

    /// <summary>A held request is over before it was answered.</summary>
    public void Leave() => Open--;

    /// <summary>An answer is over.</summary>
    public void End(in SentPart part, TimeSpan now)
    {
        Open--;
        _idleSince = now;
        if (part.Retransmits is { } retransmits)
            _retransmits[part.Remote] = retransmits;
        if (part.Path != file.Path)
            return;
        _isLastComplete = part.IsComplete;
        Bytes += part.Bytes;
        FirstByteAt = Earlier(FirstByteAt, part.FirstByteAt);
        if (part.Bytes > 0)
            LastByteAt = now;
    }

    public void Take(TransferRecord receipt, TimeSpan now) => (Receipt, ReceiptAt) = (receipt, now);

    /// <summary>Whether a request belongs to this round: one that begins anew after all was had is for the next.</summary>
    public bool Claims(ServedFile request) =>
        Receipt is null && (!HasAll || (request.Path == file.Path && request.Range.From > 0));

    /// <summary>Whether nothing more is to be expected of it in this round.</summary>
    public bool IsSettled(TimeSpan now) =>
        Receipt is not null || (Open == 0 && now - _idleSince >= (HasAll ? ReceiptPatience : ReturnPatience));

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) =>
        one is null ? other
        : other < one ? other
        : one;
}

/// <summary>What went to a client by one answer.</summary>
/// <param name="Remote">The client's end of the connection.</param>
/// <param name="Retransmits">Of the connection since its beginning.</param>
internal readonly record struct SentPart(
    string Path,
    long Bytes,
    bool IsComplete,
    TimeSpan? FirstByteAt,
    IPEndPoint Remote,
    long? Retransmits
);
