using System.Collections.Concurrent;
using Weir.Origin.Digests;

namespace Weir.Origin.Files;

/// <summary>The versions of files that were asked for lately. Any thread.</summary>
internal sealed class FileVersions(DigestIndex digests)
{
    /// <summary>Beyond it all are forgotten: they are cheap to make anew, and hashes are kept on the disk as well.</summary>
    private const int Most = 2_048;

    private readonly ConcurrentDictionary<(ulong Device, ulong Inode), FileVersion> _versions = new();
    private int _count;

    /// <summary>The version that is open. A known one costs no allocation.</summary>
    public FileVersion Of(string path, in OpenResult opened)
    {
        var facts = opened.Facts;
        var key = (facts.Device, facts.Inode);
        if (_versions.TryGetValue(key, out var known) && known.Facts == facts && known.Path == path)
            return known;
        if (known is null && Interlocked.Increment(ref _count) > Most)
        {
            Interlocked.Exchange(ref _count, 1);
            _versions.Clear();
        }

        var version = new FileVersion(path, LinuxFiles.RealPath(opened.Handle!), facts, digests.Of(facts));
        _versions[key] = version;
        return version;
    }
}
