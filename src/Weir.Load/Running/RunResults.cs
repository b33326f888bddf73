using Weir.Analysis.Runs;
using Weir.Load.Clients;
using Weir.Measurements.Records;

namespace Weir.Load.Running;

/// <summary>What a run leaves, made of what its clients have seen.</summary>
internal static class RunResults
{
    public static RunOutcome Of(
        RunHeading heading,
        IReadOnlyList<IRunClient> clients,
        LoadOptions options,
        TimeProvider time,
        out IReadOnlyList<TransferRecord> transfers
    )
    {
        if (options.Checksum is null)
            Compare(clients);
        var results = clients.Select(client => ClientResults.Of(heading.Id, client)).ToArray();
        var starts = clients.Where(c => c.Trace.RequestedAt is not null).Select(c => c.Trace.RequestedAt!.Value);
        transfers = [.. clients.Select(client => ClientResults.Transfer(heading, client, options, time))];
        return RunSummary.Of(
            heading with
            {
                StartedAt = results.Min(result => result.StartedAt) ?? heading.StartedAt,
                StartSpread = RunMath.Spread([.. starts]),
            },
            results
        );
    }

    /// <summary>Without a checksum, whoever has another file than most has a wrong one.</summary>
    private static void Compare(IEnumerable<IRunClient> clients)
    {
        var whole = clients.Where(client => client.Trace.Hash is not null).ToArray();
        var right = HashAgreement.Of([.. whole.Select(client => client.Trace.Hash!)]);
        foreach (var client in whole)
        {
            if (client.Trace.Hash == right)
                continue;
            client.Trace.Outcome = TransferOutcome.Corrupt;
            client.Trace.Error = right is null
                ? $"the clients got different files, this one sha-256:{client.Trace.Hash}; say which is meant with --checksum"
                : $"the file has the hash sha-256:{client.Trace.Hash}, most clients have {right}";
        }
    }
}
