using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using Weir.Downloads.Planning;

namespace Weir.Downloads.Writing;

/// <summary>The records of a journal, parsed and printed. Pure: bytes in, bytes out.</summary>
internal sealed class JournalContent
{
    /// <summary>More than this is no journal of ours.</summary>
    public const long MaximumLength = 256 << 20;

    private const int ChecksumLength = 8;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);
    private const int MaximumLine = 64 << 10;

    public required JournalHeader Header { get; init; }

    public List<JournalSource> Sources { get; } = [];

    public ExtentSet Claims { get; } = new();

    /// <summary>Bytes that are in the part file, of pieces that were not yet proven.</summary>
    public ExtentSet Held { get; } = new();

    /// <summary>When the part file was written to the last time, in ticks, if the last process ended in order.</summary>
    public long? Stamp { get; private set; }

    /// <summary>All bytes that are in the part file.</summary>
    public ExtentSet Written => new(Claims.Concat(Held));

    public bool IsComplete { get; private set; }

    public static ReadOnlySpan<byte> CompleteLine => Line("complete");

    /// <summary>
    /// Reads records until the first that is not whole and right.
    /// </summary>
    /// <param name="valid">How many bytes the good records take.</param>
    /// <returns>Null when not even the header can be read.</returns>
    public static JournalContent? Parse(ReadOnlySpan<byte> bytes, out long valid)
    {
        valid = 0;
        JournalContent? content = null;
        while (bytes.IndexOf((byte)'\n') is var length and >= 0)
        {
            if (Checked(bytes[..length]) is not { IsEmpty: false } record || !TryTake(record, ref content))
                break;
            valid += length + 1;
            bytes = bytes[(length + 1)..];
        }
        return content;
    }

    /// <summary>
    /// Whether what cannot be read as a journal was one of ours: empty or zeroed by a power cut, or torn. Anything else is
    /// somebody's file.
    /// </summary>
    public static bool IsOurs(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes.TrimStart((byte)0);
        if (rest.IsEmpty)
            return true;
        if (rest.Length == bytes.Length)
            return IsBeginning(bytes);
        // A page of zeroes, then records.
        while (rest.IndexOf((byte)'\n') is var length and >= 0)
        {
            if (!Checked(rest[..length]).IsEmpty)
                return true;
            rest = rest[(length + 1)..];
        }
        return false;
    }

    /// <summary>As far as it goes, it begins as a header does.</summary>
    private static bool IsBeginning(ReadOnlySpan<byte> bytes)
    {
        var sum = bytes[..Math.Min(bytes.Length, ChecksumLength)];
        if (sum.ContainsAnyExcept(HexDigits))
            return false;
        var record = bytes[sum.Length..];
        var expected = " header {\"version\":"u8;
        var common = Math.Min(record.Length, expected.Length);
        // A torn page leaves zeroes behind what had been written.
        if (record[..common].IndexOf((byte)0) is var zero and >= 0)
            common = zero;
        return record[..common].SequenceEqual(expected[..common]);
    }

    /// <summary>All of it as it would be written now: claims that touch have become one.</summary>
    public byte[] Print()
    {
        using var bytes = new MemoryStream();
        bytes.Write(Line(Header));
        foreach (var source in Sources)
            bytes.Write(Line(source));
        foreach (var claim in Claims)
            bytes.Write(Line(claim));
        foreach (var held in Held)
            bytes.Write(Line(new Claim(held, IsHeld: true)));
        return bytes.ToArray();
    }

    /// <summary>The same under another header.</summary>
    /// <param name="isBelieved">Otherwise what is claimed is no more than held.</param>
    public JournalContent Under(JournalHeader header, bool isBelieved)
    {
        var content = new JournalContent { Header = header };
        content.Sources.AddRange(Sources);
        foreach (var claim in Claims)
            content.Note(new Claim(claim, IsHeld: !isBelieved));
        foreach (var held in Held)
            content.Note(new Claim(held, IsHeld: true));
        return content;
    }

    /// <summary>Notes a source; what was said of it before counts no more.</summary>
    public void Note(JournalSource source)
    {
        Sources.RemoveAll(s => s.Url == source.Url);
        Sources.Add(source);
    }

    public static byte[] Line(JournalHeader header) => Line("header " + JournalJson.Print(header));

    public static byte[] Line(JournalSource source) => Line("source " + JournalJson.Print(source));

    public static byte[] Line(Extent claim) => Line(new Claim(claim, IsHeld: false));

    public static byte[] Line(Claim claim) =>
        Line($"{(claim.IsHeld ? "held" : "claim")} {claim.Extent.From} {claim.Extent.To}");

    public static byte[] StampLine(long ticks) => Line($"stamp {ticks}");

    /// <summary>Notes a claim; what is claimed is no longer merely held.</summary>
    public void Note(Claim claim)
    {
        Stamp = null;
        if (claim.IsHeld)
        {
            Held.Add(claim.Extent);
            return;
        }
        Claims.Add(claim.Extent);
        Held.Remove(claim.Extent);
    }

    private static byte[] Line(string record)
    {
        var bytes = Encoding.UTF8.GetBytes(record);
        return
        [
            .. Encoding.ASCII.GetBytes(Crc32C(bytes).ToString("x8", CultureInfo.InvariantCulture)),
            (byte)' ',
            .. bytes,
            (byte)'\n',
        ];
    }

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> line)
    {
        if (line.Length is <= ChecksumLength + 1 or > MaximumLine || line[ChecksumLength] != ' ')
            return default;
        var record = line[(ChecksumLength + 1)..];
        return
            Utf8Parser.TryParse(line[..ChecksumLength], out uint stated, out var used, 'x')
            && used == ChecksumLength
            && stated == Crc32C(record)
            ? record
            : default;
    }

    private static bool TryTake(ReadOnlySpan<byte> record, ref JournalContent? content)
    {
        if (content is null)
            return record.StartsWith("header "u8) && TryHeader(record["header ".Length..], out content);
        if (record.StartsWith("claim "u8))
            return TryClaim(record["claim ".Length..], content, isHeld: false);
        if (record.StartsWith("held "u8))
            return TryClaim(record["held ".Length..], content, isHeld: true);
        if (record.StartsWith("stamp "u8))
        {
            content.Stamp = Utf8Parser.TryParse(record["stamp ".Length..], out long ticks, out _) ? ticks : null;
            return content.Stamp is not null;
        }
        if (record.StartsWith("source "u8))
            return TrySource(record["source ".Length..], content);
        content.IsComplete |= record.SequenceEqual("complete"u8);
        return true;
    }

    private static bool TryHeader(ReadOnlySpan<byte> json, out JournalContent? content)
    {
        content = JournalJson.Header(json) is { Version: JournalHeader.CurrentVersion, Size: null or >= 0 } header
            ? new JournalContent { Header = header }
            : null;
        return content is not null;
    }

    private static bool TrySource(ReadOnlySpan<byte> json, JournalContent content)
    {
        if (JournalJson.Source(json) is not { } source)
            return false;
        content.Sources.Add(source);
        return true;
    }

    private static bool TryClaim(ReadOnlySpan<byte> text, JournalContent content, bool isHeld)
    {
        if (
            !Utf8Parser.TryParse(text, out long from, out var used)
            || used >= text.Length
            || !Utf8Parser.TryParse(text[(used + 1)..], out long to, out _)
            || from < 0
            || to <= from
            || to > (content.Header.Size ?? long.MaxValue)
        )
            return false;
        content.Note(new Claim(new Extent(from, to), isHeld));
        return true;
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}

/// <param name="Size">The size of the file, null when it is not known.</param>
/// <param name="Sample">What <c>SourceFacts.Sample</c> was; null when none was taken.</param>
/// <param name="Checksum">What the user expects, <c>sha-256:…</c>.</param>
/// <param name="BootId">The boot of the machine in which the claims were made: they do not outlive it unsynced.</param>
/// <param name="IsSynced">Claims were made only after the bytes had reached the disk.</param>
/// <param name="Pieces">By which hashes of pieces the claims were proven, as a hash over them; null when by none.</param>
internal sealed record JournalHeader(
    int Version,
    long? Size,
    string? Sample,
    string? Checksum,
    string? BootId,
    bool IsSynced,
    string? Pieces = null
)
{
    public const int CurrentVersion = 1;
}

/// <summary>Bytes that are in the part file.</summary>
/// <param name="IsHeld">They are only there: their piece is not yet proven.</param>
internal readonly record struct Claim(Extent Extent, bool IsHeld);

internal sealed record JournalSource(string Url, string? Etag, DateTimeOffset? LastModified);
