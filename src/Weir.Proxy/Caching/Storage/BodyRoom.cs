namespace Weir.Proxy.Caching.Storage;

/// <summary>What a body has to say to whoever makes it and wants room for more.</summary>
internal enum BodyRoom
{
    /// <summary>There is room.</summary>
    Ready,

    /// <summary>There is no memory at this moment, and whoever asks may not wait.</summary>
    Later,

    /// <summary>A window of it is ahead of its slowest reader: <see cref="GrowingBody.TryAwaitReaders"/>.</summary>
    Behind,

    /// <summary>It is larger than an entry may be.</summary>
    TooLarge,

    /// <summary>There is no memory for all of it.</summary>
    NoMemory,

    /// <summary>There is no room on the disk, or it fails.</summary>
    NoDisk,

    /// <summary>Nobody reads it and nobody keeps it: the rest need not come.</summary>
    Unwanted,
}
