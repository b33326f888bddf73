namespace Weir.Cli.Agents.Configuration;

/// <summary>A value of a configuration file, and where it is written.</summary>
/// <param name="Line">From 1.</param>
internal abstract record ConfigNode(int Line)
{
    /// <summary>A text, a number, <c>true</c>: all are text until someone reads them.</summary>
    internal sealed record Scalar(int Line, string Text) : ConfigNode(Line);

    internal sealed record Items(int Line, IReadOnlyList<ConfigNode> All) : ConfigNode(Line);

    /// <summary>Keys in their order, each once.</summary>
    internal sealed record Fields(int Line, IReadOnlyList<(Scalar Key, ConfigNode Value)> All) : ConfigNode(Line);
}
