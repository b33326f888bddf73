namespace Weir.Origin.Runs;

/// <summary>What becomes of a receipt.</summary>
internal enum ReceiptAnswer
{
    Taken,

    /// <summary>No client of the running round, or of the last one, has this URL.</summary>
    Unknown,

    /// <summary>The client has sent one already.</summary>
    Repeated,

    /// <summary>It is no transfer record.</summary>
    Malformed,
}
