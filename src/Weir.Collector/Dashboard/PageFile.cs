using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Weir.Collector.Dashboard;

/// <summary>A file of the dashboard, as it is sent.</summary>
/// <param name="Type">Its Content-Type.</param>
/// <param name="Gzip">The same bytes, packed.</param>
/// <param name="Tag">A strong entity tag with its quotes; the packed form has another.</param>
internal sealed record PageFile(string Type, byte[] Plain, byte[] Gzip, string Tag)
{
    public string GzipTag => $"{Tag[..^1]}-gzip\"";

    public static PageFile Of(string name, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            gzip.Write(bytes);
        var tag = Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, 12));
        return new PageFile(TypeOf(name), bytes, packed.ToArray(), $"\"{tag}\"");
    }

    private static string TypeOf(string name) =>
        Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
}
