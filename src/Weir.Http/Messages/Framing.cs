using System.Text;
using Weir.Http.Fields;

namespace Weir.Http.Messages;

// RFC 9112 6.3, in its order; "!" refuses:
//
//   response to HEAD, 1xx, 204, 304 ............. None
//   Transfer-Encoding and Content-Length ........ !400
//   Transfer-Encoding in HTTP/1.0 ............... !400
//   Transfer-Encoding: chunked .................. Chunked
//   Transfer-Encoding: anything else ............ !400 or 501
//   Content-Length: 1*DIGIT, once ............... Length
//   Content-Length: anything else ............... !400
//   neither, request ............................ None
//   neither, response ........................... UntilClose

/// <summary>
/// Decides where the body ends. Two ends that disagree about it are how requests are smuggled,
/// so every form that another implementation may read otherwise is refused, also where the RFC would allow a repair.
/// After a rejection the connection is closed: nothing behind the head can be trusted.
/// </summary>
public static class Framing
{
    public static bool TryForRequest(Head head, out BodyFraming framing, out Rejection rejection) =>
        TryFromFields(head, BodyFraming.None, out framing, out rejection);

    /// <param name="toHead">Whether the response answers HEAD.</param>
    /// <remarks>The answer to CONNECT has no framing; a 2xx there turns the connection into a tunnel.</remarks>
    public static bool TryForResponse(Head head, bool toHead, out BodyFraming framing, out Rejection rejection)
    {
        // The fields of a bodiless answer frame nothing, but one that contradicts itself is refused all the same.
        if (!TryFromFields(head, BodyFraming.UntilClose, out framing, out rejection))
            return false;
        if (toHead || head.Status is < 200 or 204 or 304)
            framing = BodyFraming.None;
        return true;
    }

    /// <summary>The one Content-Length of the head: what a HEAD or 304 says about the body that it does not send.</summary>
    public static bool TryGetContentLength(Head head, out long length)
    {
        length = 0;
        return head.CountOf("Content-Length"u8) == 1
            && head.TryGet("Content-Length"u8, out var value)
            && CommonRules.TryParseDigits(value, out length);
    }

    private static bool TryFromFields(Head head, BodyFraming without, out BodyFraming framing, out Rejection rejection)
    {
        framing = without;
        rejection = default;
        var hasLength = head.TryGet("Content-Length"u8, out _);
        if (head.TryGet("Transfer-Encoding"u8, out var coding))
        {
            // RFC 9112 6.3 rule 3: ought to be handled as an error.
            if (hasLength)
                return Refuse(400, "Content-Length together with Transfer-Encoding.", out rejection);
            // RFC 9112 6.1: MUST treat the message as if the framing is faulty.
            if (head.MinorVersion == 0)
                return Refuse(400, "Transfer-Encoding in HTTP/1.0.", out rejection);
            if (head.CountOf("Transfer-Encoding"u8) > 1)
                return Refuse(400, "More than one Transfer-Encoding field.", out rejection);
            framing = BodyFraming.Chunked;
            // RFC 9112 7: names of transfer codings are case-insensitive.
            return Ascii.EqualsIgnoreCase(coding, "chunked"u8) || RefuseCoding(coding, out rejection);
        }

        if (!hasLength)
            return true;
        if (!TryGetContentLength(head, out var length))
            return Refuse(400, "Content-Length is not one decimal number.", out rejection);
        framing = BodyFraming.OfLength(length);
        return true;
    }

    /// <summary>RFC 9112 6.1: 501 for a coding that is not understood; 6.3 rule 4: 400 when chunked is not the last, once.</summary>
    private static bool RefuseCoding(ReadOnlySpan<byte> codings, out Rejection rejection)
    {
        var chunked = 0;
        var last = false;
        foreach (var coding in new TokenList(codings))
        {
            if (!CommonRules.IsToken(coding))
                return Refuse(400, "Transfer-Encoding is malformed.", out rejection);
            last = Ascii.EqualsIgnoreCase(coding, "chunked"u8);
            chunked += last ? 1 : 0;
        }

        return chunked > 1 || (chunked == 1 && !last)
            ? Refuse(400, "chunked is not the last transfer coding, once.", out rejection)
            : Refuse(501, "A transfer coding that is not understood.", out rejection);
    }

    private static bool Refuse(int status, string reason, out Rejection rejection)
    {
        rejection = new Rejection(status, reason);
        return false;
    }
}
