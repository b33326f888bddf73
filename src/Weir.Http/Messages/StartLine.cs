using Weir.Http.Fields;

namespace Weir.Http.Messages;

// RFC 9112 3 and 4, one SP (0x20) between the parts and nowhere else:
//
//   +--------+----+----------------+----+----------+      +----------+----+--------+------------------+
//   | method | SP | request-target | SP | HTTP/1.x |      | HTTP/1.x | SP | 3DIGIT | [ SP reason ]    |
//   +--------+----+----------------+----+----------+      +----------+----+--------+------------------+
//     token         1*VCHAR               8 bytes            8 bytes       100-599    may be empty

/// <summary>The first line of a head, control characters already excluded.</summary>
internal static class StartLine
{
    private const int VersionLength = 8;

    public static bool TryParse(ReadOnlySpan<byte> line, int start, Head head, out Rejection rejection) =>
        head.Kind == MessageKind.Request
            ? TryParseRequest(line, start, head, out rejection)
            : TryParseResponse(line, start, head, out rejection);

    private static bool TryParseRequest(ReadOnlySpan<byte> line, int start, Head head, out Rejection rejection)
    {
        var methodEnd = line.IndexOf((byte)' ');
        if (methodEnd < 0 || !CommonRules.IsToken(line[..methodEnd]))
            return Refuse(400, "A request-line without a method.", out rejection);

        var rest = line[(methodEnd + 1)..];
        var targetEnd = rest.IndexOf((byte)' ');
        if (targetEnd < 0)
            return Refuse(400, "A request-line without a version.", out rejection);
        if (targetEnd == 0 || !CommonRules.IsVisible(rest[..targetEnd]))
            return Refuse(400, "A request-target with a character that is not allowed.", out rejection);
        if (!TryParseVersion(rest[(targetEnd + 1)..], out var minor, out rejection))
            return false;

        head.SetRequestLine(new Slice(start, methodEnd), new Slice(start + methodEnd + 1, targetEnd), minor);
        return true;
    }

    private static bool TryParseResponse(ReadOnlySpan<byte> line, int start, Head head, out Rejection rejection)
    {
        var version = line[..Math.Min(line.Length, VersionLength)];
        if (!TryParseVersion(version, out var minor, out rejection))
            return false;

        var rest = line[VersionLength..];
        if (rest.Length < 4 || rest[0] != ' ' || !CommonRules.TryParseDigits(rest.Slice(1, 3), out var status))
            return Refuse(400, "A status-line without a status of three digits.", out rejection);
        if (status is < 100 or > 599)
            return Refuse(400, "A status outside 100 to 599.", out rejection);
        if (rest.Length > 4 && rest[4] != ' ')
            return Refuse(400, "A status-line without a status of three digits.", out rejection);

        var reasonStart = Math.Min(line.Length, VersionLength + 5);
        head.SetStatusLine(minor, (int)status, new Slice(start + reasonStart, line.Length - reasonStart));
        return true;
    }

    /// <summary>RFC 9112 2.3: HTTP-version = "HTTP" "/" DIGIT "." DIGIT, case-sensitive.</summary>
    private static bool TryParseVersion(ReadOnlySpan<byte> version, out int minor, out Rejection rejection)
    {
        rejection = default;
        minor = 0;
        if (
            version.Length != VersionLength
            || !version.StartsWith("HTTP/"u8)
            || !char.IsAsciiDigit((char)version[5])
            || version[6] != '.'
            || !char.IsAsciiDigit((char)version[7])
        )
            return Refuse(400, "Not an HTTP version.", out rejection);

        minor = version[7] - '0';
        return (version[5] == '1' && minor <= 1)
            || Refuse(505, "Only HTTP/1.0 and HTTP/1.1 are spoken.", out rejection);
    }

    private static bool Refuse(int status, string reason, out Rejection rejection)
    {
        rejection = new Rejection(status, reason);
        return false;
    }
}
