using Weir.Agent.Jobs;
using Weir.Cli.Agents;
using Weir.Cli.Mistakes;
using Weir.Content.Hashes;
using Weir.Probes.Probing;

namespace Weir.UnitTests.Cli.Agents;

public sealed class AgentTargetsTests
{
    [Fact]
    public void Each_url_is_a_target_of_its_own_and_braces_join_sources()
    {
        var targets = AgentTargets.Read(["http://a/f?token=x", "http://{b,c}:81/g"], checksum: null, name: null);

        Assert.Equal(["http://a/f", "http://b:81/g"], targets.Select(t => t.Name));
        Assert.Equal([1, 2], targets.Cast<DownloadTarget>().Select(t => t.Sources.Count));
    }

    [Fact]
    public void What_is_no_url_is_probed_and_braces_are_several_paths()
    {
        var targets = AgentTargets.Read(["h:862", "echo:{a,b}:7"], checksum: null, name: null).Cast<PathTarget>();

        Assert.Equal(["h:862", "echo:a:7", "echo:b:7"], targets.Select(t => t.Name));
        Assert.Equal(
            [ProbeProtocol.Stamp, ProbeProtocol.Echo, ProbeProtocol.Echo],
            targets.Select(t => t.Reflector.Protocol)
        );
    }

    [Fact]
    public void A_single_target_can_be_named() =>
        Assert.Equal("backup", Assert.Single(AgentTargets.Read(["http://{a,b}/f"], null, "backup")).Name);

    [Fact]
    public void The_hash_belongs_to_every_download()
    {
        var hash = Checksum.Parse("md5:d41d8cd98f00b204e9800998ecf8427e");
        var targets = AgentTargets.Read(["http://a/f", "http://b/f", "h:862"], hash, name: null);

        Assert.All(targets.OfType<DownloadTarget>(), target => Assert.Equal(hash, target.Checksum));
    }

    [Theory]
    [InlineData("nothing to measure")]
    [InlineData("\"h\" names no port", "h")]
    [InlineData("ftp", "ftp://h/f")]
    [InlineData("given more than once", "http://h/f", "http://h/f?x")]
    [InlineData("does not close a brace", "http://{a/f")]
    public void Mistakes_are_told(string part, params string[] arguments)
    {
        var mistake = Assert.Throws<MistakeException>(() => AgentTargets.Read(arguments, null, null));
        Assert.Equal(ExitCodes.Usage, mistake.ExitCode);
        Assert.Contains(part, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_for_several_and_a_hash_for_none_are_mistakes()
    {
        Assert.Throws<MistakeException>(() => AgentTargets.Read(["http://a/f", "h:1"], null, "both"));
        var hash = Checksum.Parse("md5:d41d8cd98f00b204e9800998ecf8427e");
        Assert.Throws<MistakeException>(() => AgentTargets.Read(["h:1"], hash, null));
    }
}
