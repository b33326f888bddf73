using Microsoft.Win32.SafeHandles;
using Weir.Transport.Loop;

namespace Weir.Http.Server;

/// <summary>A stretch of a file that is on the disk alone. It outlives the answer that wanted it.</summary>
internal sealed record ColdPart(SafeFileHandle File, long Offset, int Count)
{
    /// <summary>Blocks. A file that was closed meanwhile is no matter: its answer is over.</summary>
    public void Load() => PageCache.Load(File, Offset, Count);
}
