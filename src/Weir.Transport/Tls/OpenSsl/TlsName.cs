using System.Globalization;

namespace Weir.Transport.Tls.OpenSsl;

/// <summary>A host as TLS writes it: in letters of ASCII, without a final dot (RFC 6066 3). Pure.</summary>
internal static class TlsName
{
    private static readonly IdnMapping Mapping = new();

    public static string Of(string host)
    {
        var name = host.TrimEnd('.');
        if (System.Text.Ascii.IsValid(name))
            return name;
        try
        {
            return Mapping.GetAscii(name);
        }
        catch (ArgumentException)
        {
            return name; // No certificate will have such a name.
        }
    }
}
