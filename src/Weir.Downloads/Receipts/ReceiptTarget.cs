using System.Text;
using Weir.Downloads.Sources;

namespace Weir.Downloads.Receipts;

/// <summary>Where a server wants the record of the transfer (its <c>Weir-Receipt</c> field).</summary>
internal sealed record ReceiptTarget(SourceAddress Source, string PathAndQuery)
{
    private const int MaxLength = 2048;

    /// <summary>
    /// Reads the field of an answer of <paramref name="source"/>. Only the server itself may be named: a record goes to
    /// nobody else, whatever an answer says.
    /// </summary>
    public static ReceiptTarget? Of(SourceAddress source, ReadOnlySpan<byte> field) =>
        field.Length is > 0 and <= MaxLength
        && Uri.TryCreate(new Uri(source.PublicUrl), Encoding.Latin1.GetString(field), out var url)
        && url.Scheme == (source.IsSecure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)
        && url.IdnHost == source.Uri.IdnHost
        && url.Port == source.Port
        && url.UserInfo.Length == 0
            ? new ReceiptTarget(source, url.PathAndQuery)
            : null;
}
