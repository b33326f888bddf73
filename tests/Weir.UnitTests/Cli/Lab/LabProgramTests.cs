using Weir.Cli.Lab;
using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Lab;

public sealed class LabProgramTests
{
    [Fact]
    public void A_program_that_shells_find_goes_by_its_name()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["dist"]);
        Directory.CreateDirectory(folder["bin"]);
        folder.Write("dist/weir", ""u8);
        File.CreateSymbolicLink(folder["bin/weir"], folder["dist/weir"]);

        Assert.Equal("weir", LabProgram.Of(folder["dist/weir"], $"/nowhere:{folder["bin"]}"));
    }

    [Fact]
    public void A_program_that_shells_do_not_find_goes_by_its_path()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a b"]);
        Directory.CreateDirectory(folder["another"]);
        folder.Write("a b/weir", ""u8);
        folder.Write("another/weir", ""u8);

        Assert.Equal($"'{folder["a b/weir"]}'", LabProgram.Of(folder["a b/weir"], folder["another"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/usr/bin/dotnet")]
    public void A_program_within_another_goes_by_its_name(string? process) =>
        Assert.Equal("weir", LabProgram.Of(process, path: null));
}
