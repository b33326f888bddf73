using Weir.Cli.Mistakes;

namespace Weir.Cli.Agents.Configuration;

/// <summary>Takes the fields of a mapping one after the other, and tells at the end which one nobody knows.</summary>
internal sealed class ConfigFields(ConfigNode.Fields fields)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public delegate bool Reader<T>(string text, out T value, out string? problem);

    public int Line => fields.Line;

    /// <summary>Null when it is not given, or empty.</summary>
    public ConfigNode? Node(string name)
    {
        _known.Add(name);
        var node = fields.All.FirstOrDefault(field => field.Key.Text == name).Value;
        return node is ConfigNode.Scalar { Text: "" or "~" or "null" } ? null : node;
    }

    public string? Text(string name) =>
        Node(name) switch
        {
            null => null,
            ConfigNode.Scalar { Text: var text } => text,
            var other => throw new ConfigException(other.Line, $"{name} is one value, not several"),
        };

    /// <summary>One text or a list of them; empty when it is not given.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        Node(name) switch
        {
            null => [],
            ConfigNode.Scalar { Text: var text } => [text],
            ConfigNode.Items { All: var all } => [.. all.Select(item => Text(item, name))],
            var other => throw new ConfigException(other.Line, $"{name} is a list"),
        };

    public T? Value<T>(string name, Reader<T> reader)
        where T : struct
    {
        if (Text(name) is not { } text)
            return null;
        return reader(text, out var value, out var problem) ? value : throw Problem(name, problem!);
    }

    public bool Flag(string name) =>
        Text(name) switch
        {
            null or "false" => false,
            "true" => true,
            var text => throw Problem(name, $"\"{text}\" is neither true nor false"),
        };

    /// <summary>The fields of a field; null when it is not given.</summary>
    public ConfigFields? Fields(string name) =>
        Node(name) switch
        {
            null => null,
            ConfigNode.Fields inner => new ConfigFields(inner),
            var other => throw new ConfigException(other.Line, $"{name} has fields of its own, each on a line"),
        };

    /// <summary>Each field has been asked for now: another one is a slip of the pen.</summary>
    public void End(string what)
    {
        foreach (var (key, _) in fields.All)
        {
            if (_known.Contains(key.Text))
                continue;
            var near = NearMisses.Find(key.Text, _known);
            throw new ConfigException(
                key.Line,
                near is null
                    ? $"{what} has no field {key.Text}; there are {string.Join(", ", _known.Order(StringComparer.Ordinal))}"
                    : $"{what} has no field {key.Text}; did you mean {near}?"
            );
        }
    }

    public ConfigException Problem(string name, string problem)
    {
        var at = fields.All.FirstOrDefault(field => field.Key.Text == name);
        return new ConfigException(at.Value?.Line ?? fields.Line, $"{name}: {problem}");
    }

    private static string Text(ConfigNode node, string name) =>
        node is ConfigNode.Scalar { Text: var text }
            ? text
            : throw new ConfigException(node.Line, $"{name} is a list of texts");
}
