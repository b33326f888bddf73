using Weir.Analysis.Runs;
using Weir.Content.Hashes;
using Weir.Load.Clients;
using Weir.Measurements.Records;
using Weir.Measurements.Units;

namespace Weir.Load.Running;

/// <summary>What a client has seen as the row of a table and as the record of a transfer. Pure.</summary>
internal static class ClientResults
{
    public static ClientResult Of(string runId, IRunClient client)
    {
        var trace = client.Trace;
        return new ClientResult
        {
            RunId = runId,
            Client = client.Name,
            File = client.Source.FileName,
            StartedAt = trace.StartedAt,
            Outcome = trace.Outcome,
            Bytes = trace.Bytes,
            ExpectedBytes = trace.Size,
            Duration = trace.Duration,
            Response = trace.Response,
            LocalPort = trace.LocalPort,
            Sha256 = Sha256(trace),
            Error = trace.Error,
        };
    }

    /// <param name="heading">Its start stands for that of a client that never started.</param>
    public static TransferRecord Transfer(RunHeading heading, IRunClient client, LoadOptions options, TimeProvider time)
    {
        var trace = client.Trace;
        var isOk = trace.Outcome == TransferOutcome.Ok;
        BitRate? rate =
            trace.Duration is { } took && took > TimeSpan.Zero ? BitRate.FromBytes(trace.Bytes, took) : null;
        return new TransferRecord
        {
            Id = RecordIds.NewId(time),
            StartedAt = trace.StartedAt ?? heading.StartedAt,
            Agent = options.Agent,
            Target = heading.Target,
            RunId = heading.Id,
            Client = client.Name,
            File = client.Source.FileName,
            Size = trace.Size,
            Bytes = trace.Bytes,
            Duration = trace.Duration,
            Response = trace.Response,
            Throughput = rate,
            Verified =
                !isOk ? Verification.None
                : options.Checksum is { } checksum ? checksum.Algorithm.AsVerification()
                : trace.Size is null ? Verification.None
                : Verification.Size,
            Sha256 = Sha256(trace),
            Outcome = trace.Outcome,
            Error = trace.Error,
            WastedBytes = trace.Wasted,
            Sources = trace.Sources ?? [Source(client, rate)],
        };
    }

    private static SourceRecord Source(IRunClient client, BitRate? rate)
    {
        var trace = client.Trace;
        var isOk = trace.Outcome == TransferOutcome.Ok;
        return new SourceRecord
        {
            Url = client.Source.Url,
            Address = trace.Address,
            LocalPort = trace.LocalPort,
            Protocol = trace.Address is null ? null : "http/1.1",
            Bytes = trace.Bytes,
            Duration = trace.Duration,
            Throughput = rate,
            Requests = trace.RequestedAt is null ? 0 : 1,
            Failures = isOk ? 0 : 1,
            State = isOk ? SourceState.Done : SourceState.Failed,
            Reason = trace.Error,
            Connect = trace.Connect,
            Tls = trace.Tls,
            Response = trace.Response,
            Tcp = trace.Tcp is { } tcp
                ? new TcpRecord
                {
                    Rtt = tcp.Rtt,
                    RttMin = tcp.MinRtt,
                    ReceiverRtt = tcp.ReceiverRtt,
                    OutOfOrder = tcp.OutOfOrder,
                }
                : null,
        };
    }

    private static string? Sha256(ClientTrace trace) =>
        trace.Hash?.Length == 2 * HashAlgorithmKind.Sha256.Length() ? trace.Hash : null;
}
