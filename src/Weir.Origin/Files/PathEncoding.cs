using System.Text;

namespace Weir.Origin.Files;

/// <summary>Percent-encodes a decoded path for a Location or a link (RFC 3986 2.3): what is not unreserved is encoded.</summary>
internal static class PathEncoding
{
    public static string Encode(string decoded)
    {
        var encoded = new StringBuilder(decoded.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(decoded))
        {
            if (
                char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' or (byte)'/'
            )
                encoded.Append((char)b);
            else
                encoded.Append('%').Append(b.ToString("X2"));
        }

        return encoded.ToString();
    }
}
