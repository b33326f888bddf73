using Weir.Http.Server;
using Weir.Origin.Digests;
using Weir.Origin.Files;
using Weir.Origin.Runs;
using Weir.Transport.Loop;

namespace Weir.Origin.Replicas;

/// <summary>What a replica has of its origin; all but the root is shared with the others.</summary>
internal sealed record ReplicaParts(
    FileRoot Root,
    LoopGroup Loops,
    TimeProvider Time,
    AccessLog? Log,
    RunBarrier? Runs,
    Copies Copies,
    DigestIndex Digests,
    ContentDigests Contents
);
