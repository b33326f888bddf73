using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Weir.Cli.Agents.Configuration;

/// <summary>Reads YAML 1.2 into nodes, with bounds and without what a configuration has no use for. Pure.</summary>
internal static class ConfigText
{
    private const int DeepestNesting = 8;

    /// <exception cref="ConfigException">It is no YAML, or none that is a configuration.</exception>
    public static ConfigNode.Fields Read(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
                throw new ConfigException(1, "the file is empty; it has at least targets");
            var begin = parser.Consume<DocumentStart>();
            var root = Read(parser, 0);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second))
                throw new ConfigException(Line(second), "a second document begins; one file has one");
            return root as ConfigNode.Fields
                ?? throw new ConfigException(Line(begin), "the file has no fields; it has at least targets");
        }
        catch (YamlException error)
        {
            throw new ConfigException((int)Math.Max(1, error.Start.Line), $"not YAML: {Clause(error.Message)}");
        }
    }

    private static ConfigNode Read(Parser parser, int depth)
    {
        if (depth > DeepestNesting)
            throw new ConfigException(Line(parser.Current!), "the fields are nested too deeply");
        if (parser.TryConsume<Scalar>(out var scalar))
            return Text(scalar);
        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = new List<ConfigNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Read(parser, depth + 1));
            return new ConfigNode.Items(Line(sequence), items);
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
            throw new ConfigException(Line(alias), "aliases are not taken; write the value again");
        var start = parser.Consume<MappingStart>();
        var fields = new List<(ConfigNode.Scalar Key, ConfigNode Value)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var name))
                throw new ConfigException(Line(parser.Current!), "a field has no name");
            var key = Text(name);
            if (!seen.Add(key.Text))
                throw new ConfigException(key.Line, $"{key.Text} is given twice; give it once");
            fields.Add((key, Read(parser, depth + 1)));
        }

        return new ConfigNode.Fields(Line(start), fields);
    }

    private static ConfigNode.Scalar Text(Scalar scalar) => new(Line(scalar), scalar.Value);

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static string Clause(string message) => message.TrimEnd('.');
}
