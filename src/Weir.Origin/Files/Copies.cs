using System.Text;
using Weir.Content.Metalink;
using Weir.Http.Fields;
using Weir.Origin.Digests;

namespace Weir.Origin.Files;

/// <summary>Where else the files of one replica are: at the other replicas of its origin, and at the mirrors. Any thread.</summary>
/// <param name="scheme">Of the replicas, all of which are over TLS or none.</param>
internal sealed class Copies(IReadOnlyList<string> mirrors, DigestIndex digests, string scheme)
{
    /// <summary>A head has room for so many; a Metalink names all.</summary>
    private const int MostLinks = 24;

    private CopyPlace[] _places = [];
    private volatile bool _mayChange = true;

    /// <summary>Whether replicas have roots of their own, or do not all listen yet.</summary>
    public bool MayChange => _mayChange;

    /// <summary>All replicas, once they listen.</summary>
    public void Set(IEnumerable<CopyPlace> places)
    {
        CopyPlace[] all = [.. places];
        Volatile.Write(ref _places, all);
        _mayChange = Array.Exists(all, place => !place.Root.IsSameAs(all[0].Root));
    }

    /// <summary>The value of Link (RFC 6249): copies, and the Metalink that describes the file.</summary>
    public byte[] Link(CopyPlace asked, FileVersion version, string authority, bool mayBlock)
    {
        var name = version.Path[(version.Path.LastIndexOf('/') + 1)..];
        var links = Addresses(asked, version, authority, mayBlock)
            .Skip(1)
            .Take(MostLinks)
            .Select(url => new LinkValue(url.Address, "duplicate") { Priority = url.Priority })
            .Append(
                new LinkValue(PathEncoding.Encode(name) + MetalinkDocument.Extension, "describedby")
                {
                    Type = MetalinkDocument.MediaType,
                }
            );
        return Encoding.ASCII.GetBytes(string.Join(", ", links));
    }

    /// <summary>The addresses of a file, that of the replica that was asked first.</summary>
    public IEnumerable<MetalinkUrl> Addresses(CopyPlace asked, FileVersion version, string authority, bool mayBlock)
    {
        var encoded = PathEncoding.Encode(version.Path);
        yield return new MetalinkUrl($"{scheme}://{authority}{encoded}", 1);
        foreach (var place in Volatile.Read(ref _places))
        {
            if (
                !place.EndPoint.Equals(asked.EndPoint)
                && CopyAddresses.Of(authority, asked.EndPoint, place.EndPoint) is { } other
                && Has(place.Root, asked.Root, version, mayBlock)
            )
                yield return new MetalinkUrl($"{scheme}://{other}{encoded}", 1);
        }

        foreach (var mirror in mirrors)
            yield return new MetalinkUrl(CopyAddresses.Mirror(mirror, version.Path, asked.Root.IsOneFile), 2);
    }

    /// <summary>The very same file, or one that is known to have the same hash.</summary>
    private bool Has(FileRoot root, FileRoot asked, FileVersion version, bool mayBlock)
    {
        if (root.IsSameAs(asked))
            return true;
        if (!ServedPath.TryMakeRelative(version.Path, out var relative))
            return false;
        var opened = root.Open(relative, mayBlock);
        using var handle = opened.Handle;
        if (opened.Status != OpenStatus.File || opened.Facts.Size != version.Facts.Size)
            return false;
        if ((opened.Facts.Device, opened.Facts.Inode) == (version.Facts.Device, version.Facts.Inode))
            return true;
        var digest = digests.Of(opened.Facts);
        if (mayBlock)
            digests.Ask(digest, handle!);
        return version.Digest.Hashes is { } ours && digest.Hashes is { } theirs && theirs.Whole.Equals(ours.Whole);
    }
}
