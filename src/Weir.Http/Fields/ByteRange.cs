namespace Weir.Http.Fields;

/// <summary>The bytes <paramref name="From"/> to <paramref name="To"/> of a representation, both inclusive.</summary>
public readonly record struct ByteRange(long From, long To)
{
    /// <summary>How many bytes these are.</summary>
    public long Length => To - From + 1;
}
