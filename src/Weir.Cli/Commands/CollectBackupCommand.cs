using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Collecting;
using Weir.Cli.Mistakes;
using Weir.Collector.Storage;
using Weir.Collector.Storage.Sqlite;

namespace Weir.Cli.Commands;

/// <summary><c>weir collect backup FILE</c>: a copy of a store that is being used.</summary>
internal static class CollectBackupCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The copy; it must not exist yet" };
        var store = StoreOption.Create("The collector's store");
        var command = new DocumentedCommand("backup", "Copy a store of SQLite while a collector runs on it")
        {
            Examples =
            [
                new Example("weir collect backup monday.db --store sqlite:weir.db", "all that was acknowledged by now"),
                new Example("weir collect backup \"$(date +%F).db\" --store sqlite:weir.db", "once a day, by cron"),
                new Example("weir doctor --store sqlite:monday.db", "is the copy whole?"),
            ],
            Arguments = { file },
            Options = { store },
        };
        command.SetAction(
            async (line, cancellation) =>
            {
                var address = StoreOption.Read(line.GetValue(store));
                var target = line.GetRequiredValue(file);
                if (Path.Exists(target))
                    throw MistakeException.Target($"{target} exists; name a new file");
                if (Path.GetDirectoryName(Path.GetFullPath(target)) is { } folder && !Directory.Exists(folder))
                    throw MistakeException.Target($"the folder {folder} does not exist; make it first");
                await using var opened = await StoreAccess.OpenAsync(
                    address,
                    mayMake: false,
                    context.Time,
                    cancellation
                );
                if (opened is not SqliteStore sqlite)
                    throw MistakeException.Usage("--store: a database of PostgreSQL is backed up with pg_dump");
                try
                {
                    sqlite.BackUp(target);
                }
                catch (StoreException error)
                {
                    throw StoreAccess.Of(address, error.Fault, mayMake: true);
                }

                context.Output.Note($"{target} holds the store as it is now");
                return ExitCodes.Done;
            }
        );
        return command;
    }
}
