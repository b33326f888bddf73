namespace Weir.Transport.Impairment;

/// <summary>A packet, or its copy, that leaves the impaired path.</summary>
/// <param name="At">When, on the scale of the arrivals.</param>
/// <param name="Marks">What happened to it.</param>
/// <param name="WrongBit">The bit of the packet that is to be inverted, counted from its first; −1 when it is sound.</param>
public readonly record struct Departure(TimeSpan At, DepartureMarks Marks, int WrongBit)
{
    public bool IsHeld => Marks.HasFlag(DepartureMarks.Held);

    public bool IsCopy => Marks.HasFlag(DepartureMarks.Copy);

    /// <summary>Inverts the bit that is to be wrong.</summary>
    public void Spoil(Span<byte> packet)
    {
        if (WrongBit >= 0)
            packet[WrongBit >> 3] ^= (byte)(1 << (WrongBit & 7));
    }
}
