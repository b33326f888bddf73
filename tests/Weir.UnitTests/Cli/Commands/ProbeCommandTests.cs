namespace Weir.UnitTests.Cli.Commands;

public sealed class ProbeCommandTests
{
    [Theory]
    [InlineData("weir probe: \"h\" names no port", "h")]
    [InlineData("weir probe: no TARGET; name one")]
    [InlineData("weir probe: --count: \"0\" does not fit; write a whole number, 1 to 10000000", "h:1", "--count", "0")]
    [InlineData("weir probe: --dscp: \"64\" does not fit; write a whole number, 0 to 63", "h:1", "--dscp", "64")]
    [InlineData("weir probe: --size 43 is too small", "h:1", "--size", "43")]
    [InlineData("weir probe: --size 11 is too small", "echo:h:1", "--size", "11")]
    [InlineData("weir probe: --size 64 KiB is too large", "h:1", "--size", "64KiB")]
    [InlineData("weir probe: --every: \"5\" has no unit", "h:1", "--every", "5")]
    [InlineData("weir probe: --interval: 0 is no time", "h:1", "-i", "0")]
    [InlineData("weir probe: --burst sends without --every", "h:1", "--burst", "--every", "1ms")]
    [InlineData("weir probe: --size is of packets; tcp sends none", "tcp:h:1", "--size", "60")]
    [InlineData("weir probe: --dscp marks datagrams; http sends none", "http://h/", "--dscp", "1")]
    [InlineData("weir probe: --under-load h:2 is no URL", "h:1", "--under-load", "h:2")]
    [InlineData("weir probe: --under-load compares one", "h:1", "--under-load", "http://h/", "--clients", "2")]
    [InlineData("weir probe: --raw is empty", "h:1", "--raw", "")]
    [InlineData("weir probe: --csv is empty", "h:1", "--csv", "")]
    public async Task A_mistake_is_told_before_anything_is_sent(string sentence, params string[] arguments)
    {
        var captured = new CapturedOutput();

        Assert.Equal(2, await captured.RunAsync(["probe", .. arguments]));
        Assert.StartsWith(sentence, captured.Error, StringComparison.Ordinal);
        Assert.Empty(captured.Out);
    }

    [Theory]
    [InlineData("/proc/no-such-folder/f.csv", "the folder /proc/no-such-folder does not exist")]
    [InlineData("/proc", "/proc is a folder")]
    [InlineData("/proc/version", "cannot be written")]
    public async Task A_file_that_takes_no_line_ends_with_4(string csv, string clause)
    {
        var captured = new CapturedOutput();

        Assert.Equal(4, await captured.RunAsync("probe", "h:1", "--csv", csv));
        Assert.Contains(clause, captured.Error);
    }

    [Fact]
    public async Task The_help_says_what_the_numbers_mean()
    {
        var captured = new CapturedOutput();

        Assert.Equal(0, await captured.RunAsync("probe", "--help"));
        Assert.Contains("(T4-T1)-(T3-T2)", captured.Out);
    }
}
