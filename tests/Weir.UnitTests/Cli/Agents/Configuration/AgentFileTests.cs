using Weir.Agent.Jobs;
using Weir.Agent.Schedule;
using Weir.Cli.Agents.Configuration;
using Weir.Measurements.Units;
using Weir.Probes.Probing;
using Weir.Testing.Files;

namespace Weir.UnitTests.Cli.Agents.Configuration;

public sealed class AgentFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_that_a_file_can_say_is_taken()
    {
        _folder.Write("site.token", "secret"u8.ToArray());
        var file = AgentFile.Read(
            """
            # An agent of the north.
            agent: site-a
            clients: 2
            parallel: 3
            tz: Europe/Berlin
            every: 10m
            start_jitter: 20%
            collector:
              url: https://collector.example:7070
              token: site.token
              insecure: true
            spool: {folder: records, size: 128MiB}
            budget:
              day: 2GiB
              month: 40GB
            targets:
              - name: mirrors
                download: ["http://a.example/f", "http://{b,c}.example/f"]
                checksum: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                cron: "*/15 2-6 * * *"
                limit_rate: 10MB/s
                connections: 4
              - probe: echo:192.0.2.1:7
                every: 1m
                windows: [mon-fri 08:00-18:00, "22:00-24:00"]
                count: 50
                interval: 20ms
                size: 100
                overrun: wait
            """,
            _folder.Path,
            TimeZoneInfo.Utc
        );

        Assert.Equal(("site-a", 2, 3), (file.Name, file.Clients, file.Parallel));
        Assert.Equal((_folder["records"], 128 * ByteSize.MiB), (file.SpoolFolder, file.SpoolSize));
        Assert.Equal(("Europe/Berlin", 2 * ByteSize.GiB), (file.Budget.Zone.Id, file.Budget.Day));
        Assert.Equal(40 * ByteSize.GB, file.Budget.Month);
        Assert.Equal("https://collector.example:7070/api/v1/measurements", file.Delivery!.Collector.AbsoluteUri);
        Assert.Equal(_folder["site.token"], file.Delivery.TokenPath);
        var mirrors = Assert.IsType<DownloadTarget>(file.Targets[0]);
        Assert.Equal(("mirrors", 3, 4), (mirrors.Name, mirrors.Sources.Count, mirrors.Connections));
        Assert.Equal("*/15 2-6 * * *", mirrors.Schedule!.Cron!.ToString());
        Assert.Equal(("Europe/Berlin", 0.2), (mirrors.Schedule.Zone.Id, mirrors.Schedule.StartJitter));
        var path = Assert.IsType<PathTarget>(file.Targets[1]);
        Assert.Equal((ProbeProtocol.Echo, 50, 100), (path.Reflector.Protocol, path.Count, path.Size));
        Assert.Equal(TimeSpan.FromMilliseconds(20), path.Interval);
        Assert.Equal(
            (TimeSpan.FromMinutes(1), OverrunPolicy.Wait, TimeSpan.FromHours(2)),
            (path.Schedule!.Every, path.Schedule.Overrun, path.Schedule.Windows!.Shortest)
        );
    }

    [Theory]
    [InlineData("", "line 1: the file is empty; it has at least targets")]
    [InlineData("agent: a\n", "line 1: targets is a list of at least one target, each with a -")]
    [InlineData(
        "agent: a\ntargets:\n  - http://h/f\n",
        "line 3: a target has fields, as in - download: http://HOST/FILE"
    )]
    [InlineData("evry: 5m\ntargets: [{probe: h:1}]\n", "line 1: an agent has no field evry; did you mean every?")]
    [InlineData("every: 5\ntargets: [{probe: h:1}]\n", "line 1: every: \"5\" has no unit; write 5s for seconds")]
    [InlineData("every: 5m\nevery: 6m\n", "line 2: every is given twice; give it once")]
    [InlineData("targets:\n  - probe: h:1\n    windows: noon\n", "line 3: windows: \"noon\" is no window of the day")]
    [InlineData("targets:\n  - probe: h:1\n    cron: x\n", "line 3: cron: \"x\" has 1 fields instead of 5")]
    [InlineData(
        "targets:\n  - probe: h:1\n    windows: 1:00-1:01\n",
        "line 3: windows: a window of 1 m 00 s is shorter"
    )]
    [InlineData("targets:\n  - probe: h:1\n    download: http://h/f\n", "line 2: a target has either download")]
    [InlineData("targets:\n  - probe: h:1\n    checksum: x\n", "line 3: a probe has no field checksum")]
    [InlineData(
        "targets:\n  - probe: h:1\n  - probe: h:1\n",
        "line 3: h:1 is given twice; give one of them another name"
    )]
    [InlineData("targets:\n  - download: ftp://h/f\n", "line 2: download: ftp://h/f ")]
    [InlineData("targets:\n  - {probe: h:1\n", "line 3: not YAML: ")]
    [InlineData("targets: &a [*a]\n", "line 1: aliases are not taken; write the value again")]
    [InlineData(
        "spool: {size: 1KiB}\ntargets: [{probe: h:1}]\n",
        "line 1: size: 1 KiB is too small; write 64 KiB or more"
    )]
    [InlineData("collector:\n  url: http://h\ntargets: [{probe: h:1}]\n", "line 2: a collector has a token, in a file")]
    [InlineData(
        "collector:\n  url: http://h\n  token: t\ntargets: [{probe: h:1}]\n",
        "line 2: url: http://h would show the token to everyone on the way; use https, or add insecure_http: true"
    )]
    public void What_is_wrong_is_told_with_its_line(string text, string problem)
    {
        var told = Assert.Throws<ConfigException>(() => AgentFile.Read(text, _folder.Path, TimeZoneInfo.Utc)).Message;
        Assert.StartsWith(problem, told);
    }

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        _folder.Write("large.yaml", new byte[(1 << 20) + 1]);
        Assert.Null(AgentFile.Load(_folder["large.yaml"], TimeZoneInfo.Utc, out var problem));
        Assert.Equal("it is larger than 1 MiB", problem);
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Throws<ConfigException>(() => AgentFile.Read(new string('[', 10_000), _folder.Path, TimeZoneInfo.Utc));
}
