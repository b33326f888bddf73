namespace Weir.Http.Fields;

// RFC 9110 14.1.2:
//
//   Range: bytes=500-600,601-999      two that touch: one stretch
//   Range: bytes=0-0,-1               the first and the last byte: two parts

/// <summary>
/// A Range of one or several ranges. Those that overlap or lie nearer to each other than a part of its own would cost are
/// made one (RFC 9110 15.3.7.2); the others keep the order in which they were asked for. So no answer has a byte twice, and
/// a set that is still too large is not worth it: it is ignored and the whole is served (RFC 9110 14.2).
/// </summary>
public static class RangeSet
{
    /// <summary>The most parts of an answer.</summary>
    public const int MaxRanges = 16;

    /// <summary>The most that are looked at before they are made fewer.</summary>
    private const int MaxSpecs = 256;

    /// <summary>About what boundary, Content-Type and Content-Range of a part take.</summary>
    private const int Gap = 128;

    /// <param name="size">The bytes of the selected representation.</param>
    /// <param name="ranges">Takes at least <see cref="MaxRanges"/>.</param>
    public static RangeResult Parse(ReadOnlySpan<byte> value, long size, Span<ByteRange> ranges, out int count)
    {
        count = 0;
        if (!value.Contains((byte)','))
        {
            var one = RangeField.Parse(value, size, out ranges[0]);
            count = one == RangeResult.Satisfiable ? 1 : 0;
            return one;
        }

        if (!RangeField.TryTakeUnit(value, out var list))
            return RangeResult.Ignore;
        Span<ByteRange> kept = stackalloc ByteRange[MaxSpecs];
        var specs = 0;
        foreach (var spec in new TokenList(list))
        {
            // RFC 9110 5.6.1.2: empty members are read over.
            if (spec.IsEmpty)
                continue;
            var result = RangeField.ParseOne(spec, size, out var range);
            if (result == RangeResult.Ignore || ++specs > MaxSpecs)
                return RangeResult.Ignore;
            if (result == RangeResult.Satisfiable)
                count = Add(kept, count, range);
        }

        if (specs == 0)
            return RangeResult.Ignore;
        if (count == 0)
            return RangeResult.Unsatisfiable;
        if (count > MaxRanges)
            return RangeResult.Ignore;
        kept[..count].CopyTo(ranges);
        return RangeResult.Satisfiable;
    }

    /// <summary>Takes in what touches the range, until nothing does; the place of the first of them stays.</summary>
    private static int Add(Span<ByteRange> kept, int count, ByteRange range)
    {
        var place = count;
        for (var i = 0; i < count; )
        {
            if (!Touch(kept[i], range))
            {
                i++;
                continue;
            }

            range = new ByteRange(Math.Min(kept[i].From, range.From), Math.Max(kept[i].To, range.To));
            place = Math.Min(place, i);
            kept[(i + 1)..count].CopyTo(kept[i..]);
            count--;
            // It has grown: those before may touch it now.
            i = 0;
        }

        place = Math.Min(place, count);
        kept[place..count].CopyTo(kept[(place + 1)..]);
        kept[place] = range;
        return count + 1;
    }

    private static bool Touch(ByteRange a, ByteRange b) => (a.From <= b.From ? b.From - a.To : a.From - b.To) <= Gap;
}
