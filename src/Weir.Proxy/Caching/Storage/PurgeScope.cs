namespace Weir.Proxy.Caching.Storage;

/// <summary>What names the responses that a purge takes away.</summary>
public enum PurgeScope
{
    /// <summary>All variants of one URL.</summary>
    Url,

    /// <summary>Everything whose URL begins so.</summary>
    Prefix,

    /// <summary>Everything whose Cache-Tag lists it; tags are compared without regard to case.</summary>
    Tag,
}
