using Weir.Cli.Terminal;
using Weir.Transport.Loop;

namespace Weir.Cli.Commands;

/// <summary>What a command gets from the process it runs in.</summary>
/// <param name="Output">stdout and stderr.</param>
/// <param name="Time">The clock.</param>
/// <param name="Interrupted">Cancelled by SIGINT and SIGTERM.</param>
internal sealed record CommandContext(Output Output, TimeProvider Time, CancellationToken Interrupted)
{
    /// <summary>Whether this system has what servers wait with.</summary>
    public bool HasLoops { get; init; } = EventLoop.IsAtHand;

    /// <summary>stdin; opened when first asked for.</summary>
    public Lazy<TextReader> Input { get; init; } = new(() => TextReader.Null);

    /// <summary>The keys of a screen.</summary>
    public Keyboard Keyboard { get; init; } = new(() => null);

    /// <summary>For who runs commands within this one.</summary>
    public Interruption Interruption { get; init; } = new();
}
