namespace Weir.Origin.Digests;

/// <summary>How the hashes of files are made and kept.</summary>
public sealed record DigestOptions
{
    /// <summary>Where they are kept across restarts; null to keep them in memory only. Never inside a root.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>
    /// Threads that hash, one file each, and let all others go first. Of several one takes small files only, so that these
    /// never wait for a large one.
    /// </summary>
    public int Threads { get; init; } = 2;

    /// <summary>How long a request for a Metalink waits for hashes; below the 10 s that clients wait for a head.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(8);
}
