namespace Weir.Http.Fields;

// RFC 9110 13.1.1 and 13.1.2, If-Match and If-None-Match:
//
//   *                       any representation there is
//   "a", W/"b" , "c"        one of these; a comma within quotes belongs to the tag

/// <summary>The list of entity-tags of a condition.</summary>
public static class EntityTagList
{
    /// <param name="tag">The representation's tag; null when it has none. The representation exists in any case.</param>
    /// <param name="isStrong">Whether to compare strongly (If-Match) or weakly (If-None-Match).</param>
    /// <returns>Whether the list has the tag, before anything malformed in it.</returns>
    public static bool Contains(ReadOnlySpan<byte> list, EntityTag? tag, bool isStrong)
    {
        var rest = CommonRules.Trim(list);
        if (rest.SequenceEqual("*"u8))
            return true;
        if (tag is not { } wanted)
            return false;

        while (!rest.IsEmpty)
        {
            if (rest[0] == ',')
            {
                rest = CommonRules.Trim(rest[1..]);
                continue;
            }

            if (!EntityTag.TryRead(rest, out var isWeak, out var opaque, out var length))
                return false;
            if (wanted.OpaqueEquals(opaque) && (!isStrong || (!isWeak && !wanted.IsWeak)))
                return true;
            rest = CommonRules.Trim(rest[length..]);
            if (!rest.IsEmpty && rest[0] != ',')
                return false;
        }

        return false;
    }
}
