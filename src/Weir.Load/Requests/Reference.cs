using System.Security.Cryptography;
using Weir.Content.Hashes;
using Weir.Downloads.Fetching;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Http.Client;
using Weir.Measurements.Records;
using Weir.Transport.Blocking;
using Weir.Transport.Tls;

namespace Weir.Load.Requests;

/// <summary>The file that every answer must be, byte for byte: fetched once before the run, and proven when there is a checksum.</summary>
internal sealed class Reference
{
    /// <summary>It is kept in memory.</summary>
    private const int Largest = 64 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    internal Reference(byte[] bytes) => Bytes = bytes;

    public byte[] Bytes { get; }

    /// <param name="problem">Why there is none, in a clause.</param>
    /// <param name="outcome">Of everybody who needs it, when there is none.</param>
    public static Reference? Fetch(
        SourceAddress source,
        Checksum? checksum,
        PeerTrust trust,
        TimeProvider time,
        out string? problem,
        out TransferOutcome outcome
    )
    {
        outcome = TransferOutcome.Failed;
        using var socket = Dialler.Connect(
            source.Host,
            source.Port,
            source.IsSecure ? trust : null,
            Patience,
            time,
            () => false,
            out var fault
        );
        if (socket is null)
        {
            problem = fault!.Reason;
            return null;
        }

        using var connection = new ClientConnection(socket, time);
        if (Read(connection, source, time, out problem) is not { } bytes)
            return null;
        if (checksum is null || Hash(bytes, checksum.Algorithm) is not { } hash || hash == checksum.Hex)
            return new Reference(bytes);
        problem = $"it has the hash {checksum.Algorithm.Name()}:{hash}, expected {checksum}";
        outcome = TransferOutcome.Corrupt;
        return null;
    }

    private static byte[]? Read(
        ClientConnection connection,
        SourceAddress source,
        TimeProvider time,
        out string? problem
    )
    {
        var fault =
            connection.Send(new SourceRequest(source, client: null, []).Get(null)) ?? connection.ReadHead(Patience);
        problem = fault?.Reason;
        if (problem is not null)
            return null;
        var passage = HeadGate.First(
            connection.Head,
            connection.Framing,
            new Extent(0, long.MaxValue),
            time.GetUtcNow()
        );
        problem =
            passage.Failure?.Reason
            ?? (
                connection.Head.Status != 200
                    ? $"answered {connection.Head.Status} to a request for the whole file"
                    : null
            );
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (problem is null)
        {
            var read = connection.ReadBody(buffer, Patience, out fault);
            if (fault is not null)
                problem = fault.Reason;
            else if (read == 0)
                return bytes.ToArray();
            else if (bytes.Length + read > Largest)
                problem = "the file is larger than 64 MiB; leave --duration out, and each client fetches it once";
            else
                bytes.Write(buffer, 0, read);
        }

        return null;
    }

    private static string Hash(byte[] bytes, HashAlgorithmKind algorithm)
    {
        using IncrementalHash hasher = algorithm.CreateHasher();
        hasher.AppendData(bytes);
        return Convert.ToHexStringLower(hasher.GetHashAndReset());
    }
}
