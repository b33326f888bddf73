using Weir.Content.Hashes;
using Weir.Downloads.Sources;

namespace Weir.Cli.Getting;

/// <summary>One file of an input file.</summary>
/// <param name="Line">Where it stands, from 1.</param>
/// <param name="Sources">At least one.</param>
/// <param name="Target">Where it goes.</param>
internal sealed record InputEntry(int Line, IReadOnlyList<SourceAddress> Sources, string Target, Checksum? Checksum);
