namespace Weir.Collector.Storage;

/// <summary>What is wrong with a store.</summary>
public enum StoreFaultKind
{
    /// <summary>No room is left for more.</summary>
    Full,

    /// <summary>It cannot be read or written now.</summary>
    Unavailable,

    /// <summary>Its file, or the folder it should be in, does not exist.</summary>
    Missing,

    /// <summary>It is no store of Weir's, or one of a later version.</summary>
    Foreign,
}
