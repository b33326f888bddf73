namespace Weir.Downloads.Fetching;

/// <summary>The hashes that a request asks a server for (RFC 9530 4).</summary>
[Flags]
internal enum WantedDigests
{
    None = 0,

    /// <summary>Want-Repr-Digest: of the whole file.</summary>
    OfFile = 1,

    /// <summary>Want-Content-Digest: of the body of this very answer.</summary>
    OfBody = 2,
}
