using Weir.Content.Hashes;
using Weir.Content.Metalink;
using Weir.Downloads.Sources;
using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Downloads.Fetching;

/// <summary>
/// What an answer says of the file besides its bytes: other copies and a Metalink (RFC 6249), and the hash of the whole
/// (RFC 9530). Pure.
/// </summary>
/// <param name="Mirrors">The best first; never http when the answer came by https.</param>
internal sealed record Revelation(IReadOnlyList<SourceAddress> Mirrors, SourceAddress? Metalink)
{
    /// <summary>Whether there is any link to follow.</summary>
    public bool IsEmpty => Mirrors.Count == 0 && Metalink is null;

    public static Revelation Of(Head head, SourceAddress at)
    {
        var links = new List<LinkValue>();
        for (var i = 0; i < head.Count; i++)
            if (System.Text.Ascii.EqualsIgnoreCase(head.Name(i), "link"u8))
                LinkField.Read(head.Value(i), links);
        var mirrors = links
            .Where(l => l.Has("duplicate"))
            .OrderBy(l => l.Priority ?? int.MaxValue)
            .Select(l => Resolve(l, at))
            .OfType<SourceAddress>()
            .Take(Description.MostSources);
        var metalink = links
            .Where(l =>
                l.Has("describedby")
                && string.Equals(l.Type, MetalinkDocument.MediaType, StringComparison.OrdinalIgnoreCase)
            )
            .Select(l => Resolve(l, at))
            .FirstOrDefault(a => a is not null);
        return new Revelation([.. mirrors], metalink);
    }

    /// <summary>The body is a Metalink.</summary>
    public static bool IsMetalink(Head head) =>
        head.TryGet("content-type"u8, out var type)
        && type.Length >= MetalinkDocument.MediaType.Length
        && System.Text.Ascii.EqualsIgnoreCase(type[..MetalinkDocument.MediaType.Length], MetalinkDocument.MediaType);

    /// <summary>The SHA-256 that a server says the whole file has.</summary>
    public static Checksum? DigestOf(Head head)
    {
        Span<byte> digest = stackalloc byte[HashAlgorithmKind.Sha256.Length()];
        return head.TryGet("repr-digest"u8, out var field) && DigestField.TryRead(field, DigestField.Sha256, digest)
            ? new Checksum(HashAlgorithmKind.Sha256, digest)
            : null;
    }

    private static SourceAddress? Resolve(LinkValue link, SourceAddress at) =>
        RedirectRules.TryResolve(at, link.Target, out var uri)
        && uri.Scheme is "http" or "https"
        && !(at.IsSecure && uri.Scheme == "http")
        && at.TryRedirect(uri, out var address, out _)
            ? address
            : null;
}
