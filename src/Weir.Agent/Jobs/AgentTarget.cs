using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Probes.Probing;

namespace Weir.Agent.Jobs;

/// <summary>What an agent measures again and again.</summary>
/// <param name="Name">As records say it.</param>
public abstract record AgentTarget(string Name);

/// <summary>A file to download, and to drop once it is proven.</summary>
/// <param name="Sources">URLs of the same file, at least one.</param>
/// <param name="Checksum">The hash that the file must have; null when only its size can be checked.</param>
public sealed record DownloadTarget(string Name, IReadOnlyList<SourceAddress> Sources, Checksum? Checksum)
    : AgentTarget(Name);

/// <summary>A path to probe with numbered packets.</summary>
public sealed record PathTarget(string Name, ProbeTarget Reflector) : AgentTarget(Name);
