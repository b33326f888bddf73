using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Weir.Measurements.Units;

namespace Weir.Origin.Files;

/// <summary>A folder for people (HTML) and for programs (JSON). Pure.</summary>
internal static class Listing
{
    private const string Style =
        "body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
        + "h1{font-size:1.3rem;overflow-wrap:anywhere}table{width:100%;border-collapse:collapse}"
        + "td,th{padding:.25rem .75rem .25rem 0;text-align:left;border-bottom:1px solid #e4e4e4}"
        + "td:first-child{overflow-wrap:anywhere}.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
        + "a{color:#0b57d0;text-decoration:none}a:hover{text-decoration:underline}"
        + "@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}td,th{border-color:#333}a{color:#8ab4f8}}";

    /// <param name="path">The decoded path, which ends with a slash.</param>
    public static byte[] ToHtml(string path, IReadOnlyList<FolderEntry> entries)
    {
        var title = WebUtility.HtmlEncode(path);
        var html = new StringBuilder(1024 + (entries.Count * 200));
        html.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.Append("<meta name=\"viewport\" content=\"width=device-width\">");
        html.Append("<title>").Append(title).Append("</title><style>").Append(Style).Append("</style></head>\n");
        html.Append("<body><h1>").Append(title).Append("</h1>\n<table>");
        html.Append("<tr><th>Name</th><th class=\"n\">Size</th><th class=\"n\">Modified (UTC)</th></tr>\n");
        if (path.Length > 1)
            html.Append("<tr><td><a href=\"../\">../</a></td><td class=\"n\"></td><td class=\"n\"></td></tr>\n");
        foreach (var entry in entries)
            AppendRow(html, entry);
        html.Append("</table></body></html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    public static byte[] ToJson(string path, IReadOnlyList<FolderEntry> entries)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteStartArray("items");
            foreach (var entry in entries)
            {
                json.WriteStartObject();
                json.WriteString("name", entry.Name);
                json.WriteString("type", entry.IsFolder ? "folder" : "file");
                if (entry.IsFolder)
                    json.WriteNull("size");
                else
                    json.WriteNumber("size", entry.Size);
                json.WriteString("modified_at", entry.LastModified.UtcDateTime);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <remarks>A link begins with "./", or a name like "mailto:x" would be taken for a scheme.</remarks>
    private static void AppendRow(StringBuilder html, FolderEntry entry)
    {
        var name = entry.IsFolder ? entry.Name + "/" : entry.Name;
        html.Append("<tr><td><a href=\"./").Append(PathEncoding.Encode(name)).Append("\">");
        html.Append(WebUtility.HtmlEncode(name)).Append("</a></td><td class=\"n\">");
        html.Append(entry.IsFolder ? "" : new ByteSize(entry.Size).ToString()).Append("</td><td class=\"n\">");
        html.Append(entry.LastModified.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss")).Append("</td></tr>\n");
    }
}
