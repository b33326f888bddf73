using Weir.Measurements.Units;

namespace Weir.Testing.Processes;

/// <summary>What a program that ran to its end left.</summary>
public sealed record ProgramResult(
    int ExitCode,
    IReadOnlyList<string> Output,
    IReadOnlyList<string> Errors,
    ByteSize PeakMemory
);
