using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Cli;

/// <summary>The scripts of <c>weir completion</c>, in the shells that they are for.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("weir se", "serve")]
    [InlineData("weir collect tok", "token")]
    [InlineData("weir collect token re", "revoke")]
    [InlineData("weir get --bal", "--balance")]
    [InlineData("weir get --balance e", "equal")]
    [InlineData("weir get http://a/f -o not", "notes.txt")]
    [InlineData("weir completion z", "zsh")]
    [InlineData("weir get --limit-rate 1", "")]
    public async Task Bash_completes(string line, string completed)
    {
        await File.WriteAllTextAsync(_folder["notes.txt"], "", TestContext.Current.CancellationToken);
        var result = await ProgramProcess.RunAsync(
            "bash",
            [
                "-c",
                """
                # Without a terminal there is no completion under way whose options could be set.
                compopt() { :; }
                source <("$0" completion bash) || exit 9
                COMP_WORDS=($1) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _weir
                printf '%s\n' "${COMPREPLY[@]}"
                """,
                WeirProcess.Path,
                line,
            ],
            _folder.Path
        );

        Assert.Equal((0, completed), (result.ExitCode, string.Join(' ', result.Output)));
        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData("weir se", "serve")]
    [InlineData("weir collect token re", "revoke")]
    [InlineData("weir get --balance e", "equal")]
    public async Task Fish_completes(string line, string completed)
    {
        await InstalledAsync("fish");
        var result = await ProgramProcess.RunAsync(
            "fish",
            ["-c", $"{WeirProcess.Path} completion fish | source; complete -C '{line}'"],
            _folder.Path
        );

        Assert.Contains(result.Output, word => word.Split('\t')[0] == completed);
    }

    [Fact]
    public async Task Zsh_takes_the_script_and_knows_weir()
    {
        await InstalledAsync("zsh");
        var result = await ProgramProcess.RunAsync(
            "zsh",
            [
                "-fc",
                $"autoload -U compinit && compinit -D && source <({WeirProcess.Path} completion zsh) && print $_comps[weir] && whence -w _weir_collect_token_add",
            ],
            _folder.Path
        );

        Assert.Equal(["_weir", "_weir_collect_token_add: function"], result.Output);
        Assert.Empty(result.Errors);
    }

    private static async Task InstalledAsync(string shell)
    {
        var found = await ProgramProcess.RunAsync("bash", ["-c", $"command -v {shell}"]);
        Assert.SkipUnless(found.ExitCode == 0, $"{shell} is not installed; ./test installs it");
    }
}
