using System.Security.Cryptography;
using System.Text;
using Weir.Http.Fields;
using Weir.Http.Server;

namespace Weir.Origin.Files;

// RFC 9110 14.6:
//
//   --BOUNDARY                              the first without the line end before it
//   Content-Type: application/pdf
//   Content-Range: bytes 500-999/8000
//
//   …bytes…
//   --BOUNDARY--

/// <summary>Several ranges of a file as one body.</summary>
internal static class MultipartBody
{
    /// <summary>Random, so that nobody can put it into a file (RFC 2046 5.1.1 forbids that it occurs there).</summary>
    private const int BoundaryLength = 32;

    public static ReadOnlyMemory<BodyPart> Make(
        ReadOnlySpan<ByteRange> ranges,
        string mediaType,
        long size,
        out string contentType
    )
    {
        var boundary = RandomNumberGenerator.GetHexString(BoundaryLength, lowercase: true);
        contentType = $"multipart/byteranges; boundary={boundary}";
        var parts = new BodyPart[ranges.Length + 1];
        for (var i = 0; i < ranges.Length; i++)
        {
            var (from, to) = (ranges[i].From, ranges[i].To);
            var head =
                $"{(i == 0 ? "" : "\r\n")}--{boundary}\r\nContent-Type: {mediaType}\r\n"
                + $"Content-Range: bytes {from}-{to}/{size}\r\n\r\n";
            parts[i] = new BodyPart(Encoding.ASCII.GetBytes(head), from, ranges[i].Length);
        }

        parts[^1] = new BodyPart(Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"), 0, 0);
        return parts;
    }
}
