using System.CommandLine;
using Weir.Cli.Arguments;
using Weir.Cli.Collecting;
using Weir.Cli.Mistakes;
using Weir.Cli.Screens;
using Weir.Collector.Storage;
using Weir.Collector.Tokens;

namespace Weir.Cli.Commands;

/// <summary><c>weir collect token</c>: who may send and who may read.</summary>
internal static class CollectTokenCommand
{
    private const int LongestName = 128;

    public static Command Create(CommandContext context) =>
        new("token", "Add, list and revoke the tokens of a store")
        {
            Subcommands = { Add(context), List(context), Revoke(context) },
        };

    private static DocumentedCommand Add(CommandContext context)
    {
        var name = Name();
        var scope = TypedOptions.Text("--scope", "SCOPES", "write, read or write,read (default write,read)");
        var store = StoreOption.Create("The collector's store; made when FILE is missing");
        var command = new DocumentedCommand("add", "Make a token and print it, this once")
        {
            Examples =
            [
                new Example("weir collect token add site-a --scope write --store sqlite:weir.db", "for an agent"),
                new Example("weir collect token add ann --scope read --store sqlite:weir.db", "for who reads"),
                new Example(
                    "weir collect token add lab --store sqlite:weir.db > token",
                    "both, into a file for --token"
                ),
            ],
            Arguments = { name },
            Options = { scope, store },
        };
        command.SetAction(
            async (line, cancellation) =>
            {
                var label = line.GetRequiredValue(name);
                if (label.Length is 0 or > LongestName || label.Any(char.IsControl))
                    throw MistakeException.Usage(
                        $"NAME: a token's name has 1 to {LongestName} characters, all visible"
                    );
                if (!TokenScopeNames.TryParse(line.GetValue(scope) ?? "write,read", out var scopes, out var problem))
                    throw MistakeException.Usage($"--scope: {problem}");
                var secret = TokenSecret.Make();
                var address = StoreOption.Read(line.GetValue(store));
                var isAdded = await WithStoreAsync(
                    context,
                    address,
                    mayMake: true,
                    tokens => tokens.TryAddAsync(label, TokenSecret.Hash(secret), scopes, cancellation)
                );
                if (!isAdded)
                    throw MistakeException.Failed($"{label} has a token; revoke it first or take another name");
                context.Output.Line(secret);
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static DocumentedCommand List(CommandContext context)
    {
        var store = StoreOption.Create("The collector's store");
        var command = new DocumentedCommand("list", "Show the tokens without their secrets")
        {
            Examples =
            [
                new Example("weir collect token list --store sqlite:weir.db", "who has which rights"),
                new Example("weir collect token list --store sqlite:weir.db | grep 'in force'", "without the revoked"),
                new Example("weir collect token list --store postgres://weir@db/weir", "of a database"),
            ],
            Options = { store },
        };
        command.SetAction(
            async (line, cancellation) =>
            {
                var address = StoreOption.Read(line.GetValue(store));
                var all = await WithStoreAsync(
                    context,
                    address,
                    mayMake: false,
                    tokens => tokens.ListAsync(cancellation)
                );
                TextTable.Print(context.Output.Out, ["name", "scopes", "made", "state"], all.Select(Row));
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static DocumentedCommand Revoke(CommandContext context)
    {
        var name = Name();
        var store = StoreOption.Create("The collector's store");
        var command = new DocumentedCommand("revoke", "End a token; a running collector refuses it at once")
        {
            Examples =
            [
                new Example("weir collect token revoke site-a --store sqlite:weir.db", "site-a is out"),
                new Example(
                    "weir collect token revoke site-a --store postgres://weir@db/weir",
                    "at all its collectors"
                ),
                new Example("weir collect token add site-a --store sqlite:weir.db", "then: another token for it"),
            ],
            Arguments = { name },
            Options = { store },
        };
        command.SetAction(
            async (line, cancellation) =>
            {
                var label = line.GetRequiredValue(name);
                var address = StoreOption.Read(line.GetValue(store));
                var isRevoked = await WithStoreAsync(
                    context,
                    address,
                    mayMake: false,
                    tokens => tokens.TryRevokeAsync(label, cancellation)
                );
                if (!isRevoked)
                    throw MistakeException.Failed($"{label} has no token in force; weir collect token list shows them");
                return ExitCodes.Done;
            }
        );
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "Labels who has the token" };

    private static async Task<T> WithStoreAsync<T>(
        CommandContext context,
        StoreAddress address,
        bool mayMake,
        Func<ITokenStore, Task<T>> use
    )
    {
        await using var store = await StoreAccess.OpenAsync(address, mayMake, context.Time, CancellationToken.None);
        try
        {
            return await use(store);
        }
        catch (StoreException error)
        {
            throw StoreAccess.Of(address, error.Fault, mayMake);
        }
    }

    private static string[] Row(TokenRecord token) =>
        [
            token.Name,
            TokenScopeNames.Format(token.Scopes),
            Time(token.CreatedAt),
            token.RevokedAt is { } at ? $"revoked {Time(at)}" : "in force",
        ];

    private static string Time(DateTimeOffset at) => $"{at.UtcDateTime:yyyy-MM-dd HH:mm}Z";
}
