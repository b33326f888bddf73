using Weir.Cli.Serving;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Cli;

public sealed class DigestFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DigestFolderTests()
    {
        Directory.CreateDirectory(_folder["home/user"]);
        Directory.CreateDirectory(_folder["data/cache"]);
        File.CreateSymbolicLink(_folder["link"], "home");
        File.CreateSymbolicLink(_folder["home/user/moved"], "../../data/cache");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("home/user/.cache", "data", true)]
    [InlineData("home/user/.cache", "home", false)]
    [InlineData("home/user/.cache", "link", false)]
    [InlineData("home/user/.cache", "link/user", false)]
    [InlineData("home/user/.cache", "home/user/moved", true)]
    [InlineData("home/user/moved", "data", false)]
    [InlineData("home/user/moved", "home", false)]
    [InlineData("data/cache", "home/user/moved", false)]
    [InlineData("data/cache", "home", true)]
    public void It_never_lies_in_a_root_whatever_links_lead_there(string cache, string root, bool isFound) =>
        Assert.Equal(isFound, DigestFolder.Find(_folder[cache], null, [_folder[root]]) is not null);
}
