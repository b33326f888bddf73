using Weir.Agent.Spool;
using Weir.Cli.Agents;
using Weir.Cli.Commands;
using Weir.Cli.Mistakes;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Sqlite;

namespace Weir.Cli.Doctor;

/// <summary>Whether a collector's store and an agent's spool are whole.</summary>
internal static class StoreChecks
{
    private const string Area = "store";

    public static async Task<IReadOnlyList<Diagnosis>> RunAsync(
        DoctorTerms terms,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var found = new List<Diagnosis>();
        if (terms.Store is StoreAddress.Sqlite sqlite)
            found.AddRange(await Task.Run(() => OfSqlite(sqlite), cancellation));
        else if (terms.Store is { } database)
            found.Add(await OfDatabaseAsync(database, time, cancellation));
        if (OfSpool(terms.Spool ?? AgentCommandOptions.DefaultSpool, isAsked: terms.Spool is not null) is { } spool)
            found.Add(spool);
        return found;
    }

    private static IEnumerable<Diagnosis> OfSqlite(StoreAddress.Sqlite address)
    {
        var name = address.ToString();
        var integrity = SqliteIntegrity.Check(address, out var fault);
        if (integrity is null)
            return [OfFault(name, fault!)];
        if (integrity.Faults is [var first, ..])
            return
            [
                Diagnosis.Problem(
                    Area,
                    name,
                    $"the file is damaged: {first}",
                    "stop its collector and restore a copy of weir collect backup, or try sqlite3's .recover"
                ),
            ];
        var whole = Diagnosis.Ok(Area, name, $"whole, with {AgentWords.Count(integrity.Measurements, "measurement")}");
        return PermissionChecks.Secret(Area, address.File) is { } open ? [whole, open] : [whole];
    }

    private static async Task<Diagnosis> OfDatabaseAsync(
        StoreAddress address,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var (store, fault) = await StoreOpening.OpenAsync(address, mayMake: false, time, cancellation);
        if (store is null)
            return OfFault(address.ToString(), fault!);
        await using (store)
            return await store.CheckAsync(cancellation) is { } broken
                ? OfFault(address.ToString(), broken)
                : Diagnosis.Ok(Area, address.ToString(), "it answers, with the tables of this version");
    }

    /// <summary>A fault's sentence ends with its remedy where there is one.</summary>
    private static Diagnosis OfFault(string name, StoreFault fault)
    {
        var cut = fault.Sentence.LastIndexOf(';');
        return cut < 0
            ? Diagnosis.Problem(Area, name, fault.Sentence, "name a store that weir collect has made with --store")
            : Diagnosis.Problem(Area, name, fault.Sentence[..cut], fault.Sentence[(cut + 1)..].Trim());
    }

    private static Diagnosis? OfSpool(string folder, bool isAsked)
    {
        const string Name = "spool";
        try
        {
            return SpoolInspection.Of(folder) switch
            {
                null when isAsked => throw MistakeException.Usage($"--spool: {folder} does not exist; name a spool"),
                null => null,
                { Damaged: > 0 } spool => Diagnosis.Problem(
                    Area,
                    Name,
                    $"{folder}: {spool.Damaged} of {spool.Records + spool.Damaged} records are damaged",
                    "look at the disk; the agent delivers the others and drops these"
                ),
                { Rejected: true } => Diagnosis.Warning(
                    Area,
                    Name,
                    $"the collector has refused records for good; {folder}/rejected has them with the reasons",
                    "read it, mend what it names, and delete it"
                ),
                { } spool => Diagnosis.Ok(Area, Name, $"{folder}: whole, {AgentWords.Records(spool.Records)} in it"),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.Problem(
                Area,
                Name,
                $"{folder} cannot be read: {error.Message}",
                "run as the user of the agent, or name another with --spool"
            );
        }
    }
}
