using System.Text;

namespace Weir.Origin.Files;

/// <summary>Makes the values of Link for one replica. Any thread.</summary>
internal sealed class LinkSource(Func<CopyPlace> place, Copies copies, TimeProvider time)
{
    /// <summary>How long a value holds that may change.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    /// <summary>Whether copies may come and go while the file stays what it is.</summary>
    public bool MayChange => copies.MayChange;

    /// <summary>Monotonic.</summary>
    public TimeSpan Now() => time.GetElapsedTime(0, time.GetTimestamp());

    /// <param name="mayBlock">Otherwise copies are left out that the disk would have to be asked for.</param>
    public byte[] Make(FileVersion version, byte[] authority, bool mayBlock) =>
        copies.Link(place(), version, Encoding.ASCII.GetString(authority), mayBlock);
}
