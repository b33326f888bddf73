namespace Weir.Measurements.Records;

/// <summary>Names for records that sort by the time they were made.</summary>
public static class RecordIds
{
    private const string Digits = "0123456789abcdef";

    /// <summary>A UUID of version 7 (RFC 9562 section 5.7) in its canonical lower-case form.</summary>
    public static string NewId(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        Span<byte> id = stackalloc byte[16];
        Guid.CreateVersion7(time.GetUtcNow()).TryWriteBytes(id, bigEndian: true, out _);
        // By hand: what Guid.ToString does by vectors is compiled at the start of a program, which takes longer than this.
        Span<char> text = stackalloc char[36];
        var at = 0;
        for (var i = 0; i < id.Length; i++)
        {
            if (i is 4 or 6 or 8 or 10)
                text[at++] = '-';
            text[at++] = Digits[id[i] >> 4];
            text[at++] = Digits[id[i] & 15];
        }
        return new string(text);
    }
}
