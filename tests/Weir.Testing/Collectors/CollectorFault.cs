namespace Weir.Testing.Collectors;

/// <summary>What a collector does with a request.</summary>
public enum CollectorFault
{
    /// <summary>Stores the records and says so.</summary>
    None,

    /// <summary>500, nothing stored.</summary>
    ServerError,

    /// <summary>401, nothing stored.</summary>
    Unauthorized,

    /// <summary>403, nothing stored.</summary>
    Forbidden,

    /// <summary>413, nothing stored.</summary>
    TooLarge,

    /// <summary>200 with a page of HTML, nothing stored: a captive portal.</summary>
    Page,

    /// <summary>200 with a receipt that leaves out one record, nothing stored.</summary>
    ShortReceipt,

    /// <summary>Resets the connection, nothing stored.</summary>
    Reset,

    /// <summary>Stores the records, then resets the connection: the sender cannot know.</summary>
    StoreAndReset,

    /// <summary>Stores the records, then answers with half of the receipt.</summary>
    StoreAndBreakOff,

    /// <summary>Never answers, nothing stored.</summary>
    Silent,
}
