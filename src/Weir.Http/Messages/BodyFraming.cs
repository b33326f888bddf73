namespace Weir.Http.Messages;

public enum FramingKind
{
    /// <summary>No body, whatever the fields say.</summary>
    None,

    /// <summary>Content-Length bytes.</summary>
    Length,

    /// <summary>Transfer-Encoding: chunked.</summary>
    Chunked,

    /// <summary>All bytes until the sender closes; responses only.</summary>
    UntilClose,
}

/// <summary>Where a body ends.</summary>
/// <param name="Length">The bytes of the body for <see cref="FramingKind.Length"/>, 0 for None, else -1: not known beforehand.</param>
public readonly record struct BodyFraming(FramingKind Kind, long Length)
{
    public static BodyFraming None => default;

    public static BodyFraming Chunked => new(FramingKind.Chunked, -1);

    public static BodyFraming UntilClose => new(FramingKind.UntilClose, -1);

    public static BodyFraming OfLength(long length) => new(FramingKind.Length, length);
}
