using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Weir.Cli.Commands;
using Weir.Cli.Help;
using Weir.Collector.Documenting;
using Weir.Testing.Files;
using Weir.UnitTests.Cli;

namespace Weir.UnitTests.Documents;

/// <summary>The reference in the documents is what the program says of itself; <c>WEIR_UPDATE_GOLDEN=1</c> writes it anew.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string Reference = Path.Combine(Repository.Root, "docs", "reference");

    private static readonly JsonSerializerOptions ToRead = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void The_reference_of_the_command_line_is_the_help()
    {
        var context = new CapturedOutput().Context;
        var root = CommandLine.Root(context, CommandLine.All(context));
        var text = new StringBuilder(
            "# Command line\n\nWhat `weir COMMAND --help` prints, in one page. Exit codes: 0 done, 1 failed, 2 wrong usage, "
                + "3 verification\nfailed, 4 the target cannot be written, 130 interrupted.\n"
        );
        Append(text, root, "weir");

        var actual = text.ToString();
        Assert.Equal(Golden.Expected(Path.Combine(Reference, "cli.md"), actual), actual);
    }

    [Fact]
    public void The_reference_of_metrics_has_each_of_them()
    {
        var written = File.ReadAllText(Path.Combine(Reference, "metrics.md"));
        var sources = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path =>
                path.EndsWith("Report.cs", StringComparison.Ordinal)
                || path.EndsWith("CollectorCounts.cs", StringComparison.Ordinal)
            );
        var names = sources
            .SelectMany(path => Metric().Matches(File.ReadAllText(path)))
            .Select(match => match.Value)
            .Distinct()
            .ToList();

        Assert.True(names.Count > 20);
        Assert.Equal(
            names.Order(StringComparer.Ordinal),
            Row().Matches(written).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_reference_of_the_API_has_each_request()
    {
        var written = File.ReadAllText(Path.Combine(Reference, "api.md"));
        var requests = Endpoints.All.Select(endpoint =>
            $"`{endpoint.Method} {endpoint.Path.Replace("/api/v1", "", StringComparison.Ordinal)}`"
        );

        Assert.All(requests, request => Assert.Contains(request, written, StringComparison.Ordinal));
    }

    [Fact]
    public void The_schema_of_records_is_the_one_that_a_collector_serves()
    {
        var actual = RecordSchema.Document().ToJsonString(ToRead) + "\n";

        Assert.Equal(Golden.Expected(Path.Combine(Reference, "record.v1.json"), actual), actual);
    }

    [Fact]
    public void The_reference_of_records_has_each_field()
    {
        var written = File.ReadAllText(Path.Combine(Reference, "records.md"));
        var kinds = (JsonObject)RecordSchema.Document()["$defs"]!;

        Assert.All(
            kinds.Select(kind => kind.Value!).SelectMany(Fields).Distinct(),
            field =>
                Assert.True(
                    written.Contains($"`{field}`", StringComparison.Ordinal)
                        || written.Contains($"\"{field}\"", StringComparison.Ordinal),
                    field
                )
        );
    }

    /// <summary>The names of all properties, at whatever depth.</summary>
    private static IEnumerable<string> Fields(JsonNode schema) =>
        schema switch
        {
            JsonObject node => node.SelectMany(each =>
                each is { Key: "properties", Value: JsonObject properties }
                    ? properties.Select(property => property.Key).Concat(properties.SelectMany(p => Fields(p.Value!)))
                    : Fields(each.Value!)
            ),
            JsonArray items => items.Where(item => item is not null).SelectMany(item => Fields(item!)),
            _ => [],
        };

    private static void Append(StringBuilder text, Command command, string name)
    {
        text.Append("\n## ").Append(name).Append("\n\n```text\n");
        text.Append(HelpText.Of(command, name, [], 80)).Append("```\n");
        foreach (var below in command.Subcommands)
            Append(text, below, $"{name} {below.Name}");
    }

    [GeneratedRegex("^. `(?<name>[a-z_]+)` .", RegexOptions.Multiline, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("weir_[a-z]+_[a-z_]+", RegexOptions.None, 1000)]
    private static partial Regex Metric();
}
