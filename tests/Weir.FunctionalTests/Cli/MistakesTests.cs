using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Cli;

/// <summary>
/// Mistakes that people make, and what each prints, in one file to be read as a whole: one sentence that names what is
/// wrong and what to do, and the exit code of the contract.
/// </summary>
public sealed class MistakesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _occupant = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public void Dispose()
    {
        _occupant.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_mistake_gets_one_sentence_with_its_remedy_and_an_exit_code()
    {
        _occupant.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _occupant.Listen();
        var busy = ((IPEndPoint)_occupant.LocalEndPoint!).Port;
        var cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(_folder["notes.txt"], "no record, no database, no certificate\n", cancellation);
        await File.WriteAllTextAsync(_folder["have.bin"], "0123456789", cancellation);
        await File.WriteAllTextAsync(_folder["broken.meta4"], "<metalink", cancellation);

        var transcript = new StringBuilder();
        var lines = await File.ReadAllLinesAsync(Path.Combine(Here(), "Mistakes.lines"), cancellation);
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            var arguments = line.Replace("DIR", _folder.Path, StringComparison.Ordinal)
                .Replace("BUSY", $"{busy}", StringComparison.Ordinal)
                .Split(' ')
                .Select(word => word == "''" ? "" : word);
            var run = await CommandRun.OfAsync([.. arguments]);

            transcript.Append("$ weir ").Append(line).Append('\n').Append(run.Error);
            transcript.Append("exit ").Append(run.ExitCode).Append("\n\n");
            Assert.True(run.ExitCode is > 0 and < 5, line);
            var mistakes = run.Error.Split('\n').Where(each => each.StartsWith("weir", StringComparison.Ordinal));
            Assert.True(mistakes.Count() == 1, $"{line}: {run.Error}");
            Assert.DoesNotContain("internal error", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", run.Out + run.Error, StringComparison.Ordinal);
        }

        var actual = transcript
            .ToString()
            .Replace(_folder.Path, "DIR", StringComparison.Ordinal)
            .Replace($"{busy}", "BUSY", StringComparison.Ordinal);
        Assert.Equal(Golden.Expected("Mistakes.txt", actual), actual);
        Assert.Equal(["broken.meta4", "have.bin", "notes.txt"], _folder.Names());
    }

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.GetDirectoryName(file)!;
}
