using System.Text;
using Weir.InteropTests.Turns;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Documents;

/// <summary>
/// Each document's commands, the fenced blocks of <c>sh</c>, in one shell and an empty folder, in the order in which a
/// reader types them. A network of its own (a namespace) keeps the ports of documents and of other tests apart.
/// </summary>
[Collection(KnownPorts.Name)]
public sealed class DocumentTests : IDisposable
{
    /// <summary>What runs in the background ends with the shell, whatever happens.</summary>
    private const string Ending = "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\nset -x\n";

    /// <summary>Where namespaces are not allowed to this user, the ports of the documents have to be free.</summary>
    private const string Apart = """
        if unshare -rn ip link set lo up 2>/dev/null; then
            exec unshare -rn bash -c 'ip link set lo up && exec "$@"' apart "$@"
        fi
        exec "$@"
        """;

    private const string AboutPostgres = "how-to/grow-to-postgresql.md";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>All that have something to run, but for the one that needs a database.</summary>
    public static TheoryData<string> Documents =>
        [
            .. Directory
                .EnumerateFiles(Repository.Root, "*.md")
                .Concat(Directory.EnumerateFiles(Docs, "*.md", SearchOption.AllDirectories))
                .Where(path => Commands(File.ReadAllText(path)).Length > 0)
                .Select(path => Path.GetRelativePath(Docs, path))
                .Where(document => document != AboutPostgres)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Documents))]
    public Task The_commands_of_a_document_work(string document) =>
        RunAsync(document, new Dictionary<string, string?>());

    [Fact]
    public async Task The_commands_of_the_document_about_PostgreSQL_work()
    {
        await using var server = await PostgresServer.StartAsync();

        // The database listens in this machine's own network.
        await RunAsync(
            AboutPostgres,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["STORE"] = await server.NewDatabaseAsync() },
            isApart: false
        );
    }

    private static string Docs => Path.Combine(Repository.Root, "docs");

    private async Task RunAsync(string document, IReadOnlyDictionary<string, string?> environment, bool isApart = true)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var text = await File.ReadAllTextAsync(Path.Combine(Docs, document), cancellation);
        var script = _folder["document.sh"];
        await File.WriteAllTextAsync(script, Ending + Commands(text), cancellation);
        var work = Directory.CreateDirectory(_folder["work"]).FullName;
        string[] shell = ["bash", "-eu", script];
        string[] apart = ["bash", "-c", Apart, "apart", .. shell];
        var command = isApart ? apart : shell;
        await using var process = ProgramProcess.Start(
            command[0],
            command[1..],
            work,
            new Dictionary<string, string?>(environment, StringComparer.Ordinal)
            {
                ["PATH"] = $"{Path.GetDirectoryName(WeirProcess.Path)}:{Environment.GetEnvironmentVariable("PATH")}",
                ["XDG_DATA_HOME"] = _folder["data"],
                ["XDG_CACHE_HOME"] = _folder["cache"],
                ["NO_COLOR"] = "1",
            }
        );
        var code = await process.WaitForExitAsync(Patience);

        Assert.True(code == 0, $"{document}: exit {code}\n{string.Join('\n', process.Output.Concat(process.Errors))}");
    }

    private static string Commands(string text)
    {
        var script = new StringBuilder();
        var isInside = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isInside = !isInside && line == "```sh";
            else if (isInside)
                script.Append(line).Append('\n');
        }

        return script.ToString();
    }
}
