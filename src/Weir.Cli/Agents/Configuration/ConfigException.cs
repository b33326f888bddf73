namespace Weir.Cli.Agents.Configuration;

/// <summary>A configuration file says what cannot be.</summary>
/// <param name="line">From 1.</param>
/// <param name="sentence">With the remedy, without a final stop.</param>
internal sealed class ConfigException(int line, string sentence) : Exception($"line {line}: {sentence}");
