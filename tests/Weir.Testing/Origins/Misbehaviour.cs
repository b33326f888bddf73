namespace Weir.Testing.Origins;

/// <summary>What is wrong with one answer. Without anything set, nothing is; several faults go together.</summary>
/// <remarks>Numbers of bytes and offsets count body bytes of the answer, unless said otherwise.</remarks>
public sealed record Misbehaviour
{
    /// <summary>A correct answer.</summary>
    public static Misbehaviour None { get; } = new();

    /// <summary>The request gets no answer, and its connection stays open.</summary>
    public static Misbehaviour NoAnswer { get; } = new() { NeverAnswer = true };

    /// <summary>A range is answered with 200 and the whole file.</summary>
    public static Misbehaviour WholeFile { get; } = new() { IgnoreRange = true };

    // --- status and head ---

    /// <summary>This status with a short text instead of the file.</summary>
    public int? Status { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A 302, or what <see cref="Status"/> says, to this Location, with a short text.</summary>
    public string? Location { get; init; }

    public bool NoAcceptRanges { get; init; }

    /// <summary>Content-Encoding as it stands in the field, for a body that is sent as it is.</summary>
    public string? Coding { get; init; }

    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>Further fields of the head.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; init; } = [];

    /// <summary>Interim answers such as 102 and 103 that come first.</summary>
    public IReadOnlyList<int> Interim { get; init; } = [];

    /// <summary>The pause after each interim answer.</summary>
    public TimeSpan InterimPause { get; init; }

    /// <summary>Nothing is sent before this is over: a hold, together with <see cref="Interim"/> an announced one.</summary>
    public Task? HoldUntil { get; init; }

    public bool NeverAnswer { get; init; }

    /// <summary>These bytes instead of a head, and then the connection is closed.</summary>
    public ReadOnlyMemory<byte>? Garbage { get; init; }

    /// <summary>The head comes byte by byte with this pause after each.</summary>
    public TimeSpan? HeadBytePause { get; init; }

    /// <summary>So many bytes of a needless field in the head.</summary>
    public int HeadPadding { get; init; }

    /// <summary>A second, different Content-Length.</summary>
    public bool TwoContentLengths { get; init; }

    /// <summary><c>Connection: close</c>, and so it is done.</summary>
    public bool NoKeepAlive { get; init; }

    /// <summary>The ETag as it stands in the field; null for the origin's.</summary>
    public string? ETag { get; init; }

    public bool NoETag { get; init; }

    /// <summary>Content-Digest (RFC 9530) of the bytes as they should be, where it is asked for.</summary>
    public bool DeclaresBody { get; init; }

    // --- ranges ---

    /// <summary>200 and the whole file, whatever range was asked for.</summary>
    public bool IgnoreRange { get; init; }

    public bool NoContentRange { get; init; }

    /// <summary>Added to both ends of Content-Range; the bytes are those that were asked for.</summary>
    public long ContentRangeShift { get; init; }

    /// <summary>The total in Content-Range; <c>*</c> when negative.</summary>
    public long? ContentRangeTotal { get; init; }

    /// <summary>A 206 of at most so many bytes, whose head agrees with itself.</summary>
    public long? ShortenTo { get; init; }

    // --- body ---

    /// <summary>Another file instead of the origin's.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    /// <summary>The offset in the file of a byte that is sent inverted.</summary>
    public long? FlipByteAt { get; init; }

    /// <summary>So many bytes more than declared.</summary>
    public int ExtraBytes { get; init; }

    /// <summary>The connection is closed in order after so many bytes.</summary>
    public long? CloseAfter { get; init; }

    /// <summary>The connection is reset after so many bytes; what the kernel had not sent yet is lost.</summary>
    public long? ResetAfter { get; init; }

    /// <summary>Silence after so many bytes, for <see cref="StallFor"/>, or until <see cref="StallUntil"/>, or for ever.</summary>
    public long? StallAfter { get; init; }

    public TimeSpan? StallFor { get; init; }

    public Task? StallUntil { get; init; }

    public long? BytesPerSecond { get; init; }

    public bool Chunked { get; init; }

    /// <summary><c>Content-Encoding: gzip</c>, although nobody asked for it.</summary>
    public bool Gzip { get; init; }
}
