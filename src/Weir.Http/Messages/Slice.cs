namespace Weir.Http.Messages;

/// <summary>A part of a head, counted from the head's first byte.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> bytes) => bytes.Slice(Start, Length);
}

internal readonly record struct FieldSlice(Slice Name, Slice Value);
