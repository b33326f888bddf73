using System.Text;
using Weir.Http.Messages;

namespace Weir.Http.Fields;

// RFC 9110 12.5.1:
//
//   Accept: text/html, application/json;q=0.9, application/*;q=0.5, */*;q=0.1
//
// The most specific range that fits a type gives its quality.

/// <summary>Enough of Accept to choose between the two forms of a listing.</summary>
public static class AcceptField
{
    private const int MaxQuality = 1000;

    /// <summary>Whether JSON is wanted rather than HTML; with equal quality when it is named and HTML is not.</summary>
    public static bool PrefersJson(Head head)
    {
        var json = Best(head, "application"u8, "json"u8);
        var html = Best(head, "text"u8, "html"u8);
        return json.Quality > html.Quality || (json.Quality == html.Quality && json.Specificity > html.Specificity);
    }

    private static (int Quality, int Specificity) Best(Head head, ReadOnlySpan<byte> type, ReadOnlySpan<byte> subtype)
    {
        var quality = 0;
        var specificity = -1;
        for (var i = head.IndexOf("Accept"u8, 0); i >= 0; i = head.IndexOf("Accept"u8, i + 1))
        {
            foreach (var member in new TokenList(head.Value(i)))
            {
                var found = Specificity(member, type, subtype);
                if (found > specificity)
                    (quality, specificity) = (Quality(member), found);
            }
        }

        return (quality, specificity);
    }

    /// <summary>2 for the type itself, 1 for type/*, 0 for */*, -1 when the range does not fit.</summary>
    private static int Specificity(ReadOnlySpan<byte> member, ReadOnlySpan<byte> type, ReadOnlySpan<byte> subtype)
    {
        var semicolon = member.IndexOf((byte)';');
        var range = CommonRules.Trim(semicolon < 0 ? member : member[..semicolon]);
        var slash = range.IndexOf((byte)'/');
        if (slash < 0)
            return -1;
        var anySubtype = range[(slash + 1)..].SequenceEqual("*"u8);
        if (anySubtype && range[..slash].SequenceEqual("*"u8))
            return 0;
        if (!Ascii.EqualsIgnoreCase(range[..slash], type))
            return -1;
        return anySubtype ? 1
            : Ascii.EqualsIgnoreCase(range[(slash + 1)..], subtype) ? 2
            : -1;
    }

    /// <summary>RFC 9110 12.4.2: the weight in thousandths; 1000 without one, 0 for a malformed one.</summary>
    private static int Quality(ReadOnlySpan<byte> member)
    {
        for (var semicolon = member.IndexOf((byte)';'); semicolon >= 0; semicolon = member.IndexOf((byte)';'))
        {
            member = CommonRules.Trim(member[(semicolon + 1)..]);
            if (member.Length >= 2 && member[0] is (byte)'q' or (byte)'Q' && member[1] == '=')
            {
                var end = member.IndexOf((byte)';');
                return Weight(CommonRules.Trim(end < 0 ? member[2..] : member[2..end]));
            }
        }

        return MaxQuality;
    }

    private static int Weight(ReadOnlySpan<byte> q)
    {
        if (q.IsEmpty || q.Length > 5 || q[0] is not ((byte)'0' or (byte)'1') || (q.Length > 1 && q[1] != '.'))
            return 0;
        var weight = (q[0] - '0') * MaxQuality;
        var unit = MaxQuality / 10;
        for (var i = 2; i < q.Length; i++, unit /= 10)
        {
            if (!char.IsAsciiDigit((char)q[i]))
                return 0;
            weight += (q[i] - '0') * unit;
        }

        return weight > MaxQuality ? 0 : weight;
    }
}
