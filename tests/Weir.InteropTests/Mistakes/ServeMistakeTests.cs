using System.Net;
using System.Net.Sockets;
using Weir.Testing.Files;
using Weir.Testing.Processes;

namespace Weir.InteropTests.Mistakes;

public sealed class ServeMistakeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("no ROOT given; name it, as in weir serve ")]
    [InlineData("/no/such/folder does not exist or may not be read; name a folder", "/no/such/folder")]
    [InlineData("unknown option --lisen; did you mean --listen?", "/tmp", "--lisen", "1")]
    [InlineData("--listen: \"nonsense\" is not a place to listen at; write PORT", "/tmp", "--listen", "nonsense")]
    [InlineData("--listen: \"12004..12000\" runs backwards; write 12000..12004", "/tmp", "--listen", "12004..12000")]
    [InlineData("--listen: \"12000..\" is not a place to listen at; write PORT", "/tmp", "--listen", "12000..")]
    [InlineData("--listen: \"65536\" is not a place to listen at; write PORT", "/tmp", "--listen", "65536")]
    [InlineData("--listen: 127.0.0.1:9 is named twice; name each port once", "/tmp", "-l", "9", "-l", "9")]
    [InlineData("--listen: \"somewhere\" is not an address of this machine; write an IP", "/tmp", "-l", "somewhere:9")]
    [InlineData("--rate: \"10MB\" is a size, not a rate;", "/tmp", "--rate", "10MB")]
    [InlineData("--rate: \"2=1MB/s\" names no replica of 1 to 1;", "/tmp", "--rate", "2=1MB/s")]
    public async Task Wrong_usage_ends_with_2(string sentence, params string[] arguments)
    {
        var result = await WeirProcess.RunAsync(["serve", .. arguments], _folder.Path);

        Said.ShouldBe(result, 2, "weir serve: " + sentence);
        Assert.Single(result.Errors);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task A_port_in_use_ends_with_1_and_nothing_is_served()
    {
        using var occupant = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var first = FreePorts.Consecutive(3);
        occupant.Bind(new IPEndPoint(IPAddress.Loopback, first + 2));
        occupant.Listen();
        var result = await WeirProcess.RunAsync(["serve", _folder.Path, "--listen", $"{first}..{first + 2}"]);

        Said.ShouldBe(
            result,
            1,
            $"weir serve: port {first + 2} is in use on 127.0.0.1; stop what has it or name another"
        );
        Assert.Empty(result.Output);
    }
}
