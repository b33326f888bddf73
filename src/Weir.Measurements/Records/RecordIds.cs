namespace Weir.Measurements.Records;

/// <summary>Names for records that sort by the time they were made.</summary>
public static class RecordIds
{
    /// <summary>A UUID of version 7 (RFC 9562 section 5.7) in its canonical lower-case form.</summary>
    public static string NewId(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Guid.CreateVersion7(time.GetUtcNow()).ToString();
    }
}
