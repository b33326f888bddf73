namespace Weir.Downloads.Sources;

/// <summary>
/// Many servers say <c>Content-Encoding: gzip</c> of a file that is itself a gzip file: the coding belongs to the file,
/// which is stored as it is sent. Pure.
/// </summary>
internal static class StoredCoding
{
    /// <summary>The coding that a file of this name is stored in, as a Content-Encoding says it; null without one.</summary>
    public static string? Of(string? fileName) =>
        Path.GetExtension(fileName)?.ToUpperInvariant() switch
        {
            ".GZ" or ".TGZ" => "gzip",
            ".BR" => "br",
            ".ZST" or ".TZST" => "zstd",
            ".Z" => "compress",
            _ => null,
        };

    /// <summary>RFC 9110 8.4.1: x-gzip and x-compress are the same as without x-.</summary>
    public static bool Is(ReadOnlySpan<byte> field, string? stored)
    {
        if (stored is null)
            return false;
        if (field.Length > 2 && (field[0] | 0x20) == 'x' && field[1] == '-')
            field = field[2..];
        return System.Text.Ascii.EqualsIgnoreCase(field, stored);
    }
}
