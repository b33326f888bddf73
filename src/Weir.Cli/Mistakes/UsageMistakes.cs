using System.CommandLine;
using System.CommandLine.Parsing;
using Weir.Cli.Commands;

namespace Weir.Cli.Mistakes;

/// <summary>Puts what is wrong with a command line into one sentence that names the option and the remedy.</summary>
internal static class UsageMistakes
{
    /// <summary>The first mistake as <c>weir get: unknown option --foo; …</c>; null when the line is right.</summary>
    public static string? Find(ParseResult line)
    {
        var sentence =
            StrayOption(line)
            ?? SwallowedOption(line)
            ?? Unmatched(line)
            ?? line.Errors.Select(Describe).FirstOrDefault();
        if (sentence is null)
            return null;

        var name = CommandLine.FullName(line.CommandResult);
        // A remedy within the sentence is enough; else the help has it.
        return sentence.Contains(';') ? $"{name}: {sentence}" : $"{name}: {sentence}; see {name} --help";
    }

    /// <summary>An unknown option that was taken for one more argument.</summary>
    private static string? StrayOption(ParseResult line)
    {
        var stray = line
            .CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .FirstOrDefault(token => LooksLikeOption(line, token.Value));
        return stray is null ? null : UnknownOption(line, stray.Value);
    }

    /// <summary>An option that was taken for the value of the one before it, as in <c>-o --json</c>.</summary>
    private static string? SwallowedOption(ParseResult line)
    {
        var known = KnownNames(line.CommandResult).ToList();
        foreach (var option in line.CommandResult.Children.OfType<OptionResult>())
        {
            if (option.Tokens.FirstOrDefault(token => known.Contains(token.Value)) is { } swallowed)
                return $"{NeedsValue(option)}, but {swallowed.Value} follows";
        }

        return null;
    }

    private static string? Unmatched(ParseResult line)
    {
        if (line.UnmatchedTokens is not [var token, ..])
            return null;
        if (LooksLikeOption(line, token))
            return UnknownOption(line, token);

        var command = line.CommandResult.Command;
        if (command.Subcommands.Count == 0)
            return $"unexpected argument {token}";
        return NearMisses.Find(token, command.Subcommands.Select(c => c.Name)) is { } near
            ? $"unknown command {token}; did you mean {near}?"
            : $"unknown command {token}";
    }

    private static string UnknownOption(ParseResult line, string token)
    {
        var name = token.Split('=')[0];
        return NearMisses.Find(name, KnownNames(line.CommandResult)) is { } near
            ? $"unknown option {name}; did you mean {near}?"
            : $"unknown option {name}";
    }

    private static IEnumerable<string> KnownNames(CommandResult command) =>
        command
            .Command.Options.Concat(
                (command.Parent as CommandResult)?.Command.Options.Where(option => option.Recursive) ?? []
            )
            .SelectMany(option => option.Aliases.Prepend(option.Name));

    /// <summary>What stands behind <c>--</c> is an argument for sure, and <c>-</c> alone means stdin or stdout.</summary>
    private static bool LooksLikeOption(ParseResult line, string token) =>
        token.Length > 1
        && token[0] == '-'
        && !line.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Any(t => t.Value == token);

    private static string Describe(ParseError error) =>
        error.SymbolResult switch
        {
            ArgumentResult { Parent: OptionResult option } => DescribeOption(option, error),
            OptionResult option => DescribeOption(option, error),
            ArgumentResult argument => DescribeArgument(argument, error),
            _ => error.Message.TrimEnd('.'),
        };

    private static string DescribeOption(OptionResult result, ParseError error)
    {
        var name = result.IdentifierToken?.Value ?? result.Option.Name;
        var arity = result.Option.Arity;
        if (result.IdentifierTokenCount == 0)
            return $"{result.Option.Name} is missing";
        if (result.Tokens.Count < arity.MinimumNumberOfValues)
            return NeedsValue(result);
        if (
            result.Tokens.Count > arity.MaximumNumberOfValues
            || result.IdentifierTokenCount > arity.MaximumNumberOfValues
        )
            return $"{name} is given more than once; give it once";
        return $"{name}: {Problem(result.Tokens, error)}";
    }

    private static string NeedsValue(OptionResult result) =>
        $"{result.IdentifierToken?.Value ?? result.Option.Name} needs a value ({result.Option.HelpName ?? "VALUE"})";

    private static string DescribeArgument(ArgumentResult result, ParseError error)
    {
        var name = result.Argument.HelpName ?? result.Argument.Name;
        return result.Tokens.Count < result.Argument.Arity.MinimumNumberOfValues
            ? $"no {name} given{Example(result)}"
            : $"{name}: {Problem(result.Tokens, error)}";
    }

    /// <summary>An example of the command's own says more than its name.</summary>
    private static string Example(ArgumentResult result) =>
        (result.Parent as CommandResult)?.Command is DocumentedCommand { Examples: [var first, ..] }
            ? $"; name it, as in {first.Line}"
            : "";

    /// <summary>Our own parsers say what is wrong; those of the library name .NET types, which help nobody.</summary>
    private static string Problem(IReadOnlyList<Token> tokens, ParseError error) =>
        error.Message.StartsWith("Cannot parse", StringComparison.Ordinal) && tokens.Count > 0
            ? $"\"{tokens[^1].Value}\" is not understood"
            : error.Message;
}
