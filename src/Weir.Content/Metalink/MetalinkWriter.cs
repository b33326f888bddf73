using System.Globalization;
using System.Text;
using System.Xml;
using Weir.Content.Hashes;
using Weir.Content.Pieces;

namespace Weir.Content.Metalink;

internal static class MetalinkWriter
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    public static byte[] Write(MetalinkDocument document)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Settings))
        {
            xml.WriteStartElement("metalink", MetalinkDocument.Namespace);
            xml.WriteElementString("generator", MetalinkDocument.Namespace, "Weir");
            foreach (var file in document.Files)
                Write(xml, file);
            xml.WriteEndElement();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Write(XmlWriter xml, MetalinkFile file)
    {
        xml.WriteStartElement("file", MetalinkDocument.Namespace);
        xml.WriteAttributeString("name", file.Name);
        if (file.Size is { } size)
            xml.WriteElementString("size", MetalinkDocument.Namespace, Number(size));
        foreach (var hash in file.Hashes)
        {
            xml.WriteStartElement("hash", MetalinkDocument.Namespace);
            xml.WriteAttributeString("type", hash.Algorithm.Name());
            xml.WriteString(hash.Hex);
            xml.WriteEndElement();
        }

        if (file.Pieces is { Map.Count: > 0 } pieces)
            Write(xml, pieces);
        foreach (var url in file.Urls)
            Write(xml, url);
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, PieceHashes pieces)
    {
        xml.WriteStartElement("pieces", MetalinkDocument.Namespace);
        xml.WriteAttributeString("length", Number(pieces.Map.PieceSize));
        xml.WriteAttributeString("type", pieces.Algorithm.Name());
        for (long i = 0; i < pieces.Map.Count; i++)
            xml.WriteElementString("hash", MetalinkDocument.Namespace, Convert.ToHexStringLower(pieces[i]));
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, MetalinkUrl url)
    {
        xml.WriteStartElement("url", MetalinkDocument.Namespace);
        if (url.Location is { } location)
            xml.WriteAttributeString("location", location);
        if (url.Priority != MetalinkUrl.LastPriority)
            xml.WriteAttributeString("priority", Number(url.Priority));
        xml.WriteString(url.Address);
        xml.WriteEndElement();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
