using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Getting;

public sealed class GetListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CapturedOutput _captured = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("weir get: --input-file names the sources; leave SOURCE out, or the option\n", "http://a/x")]
    [InlineData("weir get: -o is for one file; in the list write out=NAME below its URLs\n", "-o", "x")]
    public async Task What_is_for_one_file_does_not_go_with_a_list(string sentence, params string[] arguments)
    {
        Assert.Equal(2, await _captured.RunAsync(["get", "--input-file", _folder["list"], .. arguments]));

        Assert.Equal(sentence, _captured.Error);
    }

    [Fact]
    public async Task List_that_does_not_exist_is_a_mistake()
    {
        Assert.Equal(2, await _captured.RunAsync("get", "--input-file", _folder["list"]));

        Assert.Equal(
            $"weir get: --input-file: {_folder["list"]} cannot be read; name a file that exists, or - for stdin\n",
            _captured.Error
        );
    }

    [Fact]
    public async Task Jobs_without_a_list_are_a_mistake()
    {
        Assert.Equal(2, await _captured.RunAsync("get", "http://a/x", "-j", "3"));

        Assert.Equal("weir get: -j is for the files of a list; name one with --input-file FILE\n", _captured.Error);
    }
}
