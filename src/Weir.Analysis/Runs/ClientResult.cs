using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Analysis.Runs;

/// <summary>What one client did in a run. What is unknown is null.</summary>
public sealed record ClientResult
{
    public required string RunId { get; init; }

    /// <summary>The client's name or number within the run.</summary>
    public required string Client { get; init; }

    /// <summary>The name of the file.</summary>
    public string? File { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public required TransferOutcome Outcome { get; init; }

    /// <summary>What it has of the file.</summary>
    public long Bytes { get; init; }

    /// <summary>The file's size.</summary>
    public long? ExpectedBytes { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>From the request to the first byte of the answer.</summary>
    public TimeSpan? Response { get; init; }

    public int? LocalPort { get; init; }

    /// <summary>In lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What the server counted.</summary>
    public ServerSide? Server { get; init; }

    /// <summary>Why it is not ok, in a clause.</summary>
    public string? Error { get; init; }

    public BitRate? Throughput => Duration is { } time && time > TimeSpan.Zero ? BitRate.FromBytes(Bytes, time) : null;
}

/// <summary>One client of a run as its server saw it.</summary>
/// <param name="Bytes">Body bytes handed to the kernel for it.</param>
/// <param name="Duration">From its release to the last of them.</param>
/// <param name="Port">The server's port.</param>
/// <param name="Retransmits">Segments sent again on its connections.</param>
public sealed record ServerSide(long Bytes, TimeSpan? Duration, int? Port, long? Retransmits);
