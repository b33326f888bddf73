using System.Diagnostics.CodeAnalysis;

namespace Weir.Content.Metalink;

// RFC 5854:
//
//   <metalink xmlns="urn:ietf:params:xml:ns:metalink">
//     <file name="big.iso">
//       <size>14471447</size>
//       <hash type="sha-256">f0ad9293…</hash>
//       <pieces length="262144" type="sha-256"><hash>3e1a…</hash>…</pieces>
//       <url priority="1" location="de">http://example.org/big.iso</url>
//     </file>
//   </metalink>

/// <summary>A description of files and of where their copies are.</summary>
public sealed record MetalinkDocument(IReadOnlyList<MetalinkFile> Files)
{
    /// <summary>The media type (RFC 5854 7.1).</summary>
    public const string MediaType = "application/metalink4+xml";

    /// <summary>What a file's Metalink is called.</summary>
    public const string Extension = ".meta4";

    internal const string Namespace = "urn:ietf:params:xml:ns:metalink";

    /// <summary>The namespace of Metalink 3.0, whose documents are made otherwise.</summary>
    internal const string OldNamespace = "http://www.metalinker.org/";

    /// <summary>Reads a document; when it returns false, <paramref name="problem"/> is a clause for the user. Throws nothing.</summary>
    /// <param name="address">Where it came from: its relative URLs are taken from there. Null when it came from no URL.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> document,
        [NotNullWhen(true)] out MetalinkDocument? metalink,
        [NotNullWhen(false)] out string? problem,
        MetalinkLimits? limits = null,
        Uri? address = null
    ) => MetalinkReader.TryRead(document, limits ?? MetalinkLimits.Default, address, out metalink, out problem);

    /// <summary>The document as UTF-8.</summary>
    public byte[] ToUtf8() => MetalinkWriter.Write(this);
}
