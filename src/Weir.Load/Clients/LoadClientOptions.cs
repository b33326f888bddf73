using Weir.Content.Hashes;
using Weir.Downloads.Sources;
using Weir.Load.Matrix;
using Weir.Load.Running;
using Weir.Transport.Tls;

namespace Weir.Load.Clients;

/// <summary>What the clients of a run have in common, and where one of them keeps its file.</summary>
internal sealed record LoadClientOptions
{
    private const int TogetherAtMost = 64 << 20;

    public required string RunId { get; init; }

    /// <summary>The hash that the file must have; null when the clients are compared with each other.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>Null to drop the bytes.</summary>
    public string? KeepAs { get; init; }

    /// <summary>Bytes that the client reads at once.</summary>
    public int BufferSize { get; init; } = BufferSizeFor(1);

    public PeerTrust Trust { get; init; } = PeerTrust.Default;

    /// <summary>So much that many clients together stay small: 256 KiB up to 256 clients, 64 KiB for a thousand.</summary>
    public static int BufferSizeFor(int clients) => Math.Clamp(TogetherAtMost / clients, 16 << 10, 256 << 10);

    /// <param name="number">Of the run in its series, from 1.</param>
    public static LoadClientOptions Of(
        LoadOptions options,
        string runId,
        RunPlan plan,
        SourceAddress source,
        string client,
        int number
    ) =>
        new()
        {
            RunId = runId,
            Checksum = options.Checksum,
            Trust = options.Trust,
            BufferSize = BufferSizeFor(plan.Clients),
            KeepAs = options.Keep is { } folder
                ? KeptFiles.PathOf(folder, source, client, number, options.Runs.Count)
                : null,
        };

    /// <summary>SHA-256 where nobody asked for another.</summary>
    public HashAlgorithmKind Algorithm => Checksum?.Algorithm ?? HashAlgorithmKind.Sha256;
}
