using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Weir.Content.Hashes;
using Weir.Measurements.Units;
using Weir.Transport.Impairment;

namespace Weir.Cli.Arguments;

/// <summary>Options whose values are checked by Weir's own parsers, so that a mistake gets a good sentence.</summary>
/// <remarks>An option that was not given has the value null, or false, or no element.</remarks>
internal static class TypedOptions
{
    private delegate bool Reader<T>(string text, out T value, out string? problem);

    public static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    /// <param name="valueName">What stands for the value in the help, in capitals.</param>
    public static Option<string?> Text(string name, string valueName, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = valueName, Description = description };

    /// <summary>An option that may be repeated, one value each time.</summary>
    public static Option<string[]> Texts(string name, string valueName, string description, params string[] aliases) =>
        new(name, aliases)
        {
            HelpName = valueName,
            Description = description,
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
        };

    public static ValueOption<ByteSize> Size(string name, string description, params string[] aliases) =>
        Value<ByteSize>(name, "SIZE", description, aliases, ByteSize.TryParse);

    public static ValueOption<BitRate> Rate(string name, string description, params string[] aliases) =>
        Value<BitRate>(name, "RATE", description, aliases, ReadRate);

    /// <summary>A rate, of which 0 is one.</summary>
    public static ValueOption<BitRate> RateOrNone(string name, string description) =>
        Value<BitRate>(name, "RATE", description, [], BitRate.TryParse);

    public static ValueOption<TimeSpan> Duration(string name, string description, params string[] aliases) =>
        Value<TimeSpan>(name, "DURATION", description, aliases, Durations.TryParse);

    /// <summary>Arrivals a second.</summary>
    public static ValueOption<double> Arrivals(string name, string description) =>
        Value<double>(name, "N/s", description, [], ArrivalRate.TryParse);

    /// <summary>The length of a queue, as a time or a size.</summary>
    public static ValueOption<QueueLimit> Queue(string name, string description) =>
        Value<QueueLimit>(name, "DURATION|SIZE", description, [], QueueLength.TryParse);

    /// <summary>A part of a whole, as 0 to 1.</summary>
    public static ValueOption<double> Percent(string name, string description, params string[] aliases) =>
        Value<double>(name, "PERCENT", description, aliases, Percentage.TryParse);

    /// <summary>A whole number between two bounds.</summary>
    public static ValueOption<int> Count(
        string name,
        string description,
        int min = 1,
        int max = int.MaxValue,
        params string[] aliases
    ) =>
        Value<int>(
            name,
            "N",
            description,
            aliases,
            (string text, out int value, out string? problem) =>
            {
                var good =
                    int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
                    && value >= min
                    && value <= max;
                var bounds = max == int.MaxValue ? $"{min} or more" : $"{min} to {max}";
                problem = good ? null : $"\"{text}\" does not fit; write a whole number, {bounds}";
                return good;
            }
        );

    /// <summary>One of a few words.</summary>
    public static ValueOption<T> OneOf<T>(string name, string description, params (string Word, T Value)[] choices)
        where T : struct
    {
        var words = new string[choices.Length];
        for (var i = 0; i < words.Length; i++)
            words[i] = choices[i].Word;
        return Value<T>(
            name,
            string.Join('|', words),
            description,
            [],
            (string text, out T value, out string? problem) =>
            {
                var found = Array.IndexOf(words, text);
                value = found < 0 ? default : choices[found].Value;
                problem = found < 0 ? $"\"{text}\" is not known; write {string.Join(" or ", words)}" : null;
                return found >= 0;
            }
        );
    }

    public static Option<Checksum?> Checksum(string name, string description) =>
        new(name)
        {
            HelpName = "ALG:HEX",
            Description = description,
            CustomParser = result => (Checksum?)Read<Checksum?>(result, Content.Hashes.Checksum.TryParse),
        };

    private static ValueOption<T> Value<T>(
        string name,
        string valueName,
        string description,
        string[] aliases,
        Reader<T> reader
    )
        where T : struct =>
        new(
            new Option<object?>(name, aliases)
            {
                HelpName = valueName,
                Description = description,
                Arity = ArgumentArity.ExactlyOne,
                CustomParser = result => Read(result, reader),
            }
        );

    private static object? Read<T>(ArgumentResult result, Reader<T> reader)
    {
        // Without exactly one value the arity is wrong, which is told elsewhere.
        if (result.Tokens is not [var token])
            return null;
        if (reader(token.Value, out var value, out var problem))
            return value;
        result.AddError(problem ?? "");
        return null;
    }

    private static bool ReadRate(string text, out BitRate rate, out string? problem)
    {
        if (!BitRate.TryParse(text, out rate, out problem))
            return false;
        if (rate > BitRate.Zero)
            return true;
        problem = $"\"{text}\" would never move a byte; leave the option out for no limit";
        return false;
    }
}
