using System.Globalization;

namespace Weir.Testing.Origins;

/// <summary>A request as a <see cref="MisbehavingOrigin"/> saw it.</summary>
public sealed class TestRequest
{
    private long _bodyBytesSent;

    /// <summary>Counts the requests of the origin from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Counts the connections of the origin from 0.</summary>
    public required int Connection { get; init; }

    /// <summary>The client's port.</summary>
    public required int ClientPort { get; init; }

    public required string Method { get; init; }

    public required string Target { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Body bytes of the answer that were handed to the kernel so far.</summary>
    public long BodyBytesSent => Interlocked.Read(ref _bodyBytesSent);

    /// <summary>The value of the <c>Range</c> field; null without one.</summary>
    public string? RangeField => Header("Range");

    /// <summary>The first value of a field, by its name in any case; null without one.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The range asked for, in a file of that size: offset of the first byte and number of bytes.</summary>
    /// <remarks>Null without a range that this naive server understands; a length below 1 is not satisfiable.</remarks>
    public (long From, long Length)? RangeIn(long size)
    {
        if (RangeField is not { } field || !field.StartsWith("bytes=", StringComparison.Ordinal) || field.Contains(','))
            return null;

        var ends = field["bytes=".Length..].Split('-');
        if (ends.Length != 2)
            return null;
        if (ends[0].Length == 0)
        {
            var last = Math.Min(size, long.Parse(ends[1], CultureInfo.InvariantCulture));
            return (size - last, last);
        }

        var from = long.Parse(ends[0], CultureInfo.InvariantCulture);
        var to = ends[1].Length == 0 ? size - 1 : long.Parse(ends[1], CultureInfo.InvariantCulture);
        return (from, Math.Min(to, size - 1) - from + 1);
    }

    public override string ToString() => $"#{Number} c{Connection} {Method} {Target} {RangeField}";

    internal void CountSent(int bytes) => Interlocked.Add(ref _bodyBytesSent, bytes);
}
