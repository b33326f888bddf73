using Weir.Cli.Doctor;

namespace Weir.UnitTests.Cli.Doctor;

public sealed class KernelChecksTests
{
    private static readonly KernelLimits Ample = new(8 << 20, 8 << 20, 4096, 6 << 20, 28232, 524_288);

    [Fact]
    public void Limits_that_suffice_are_told_with_their_numbers()
    {
        var found = KernelChecks.Of(Ample).ToList();

        Assert.Equal(6, found.Count);
        Assert.All(found, each => Assert.Equal((DiagnosisState.Ok, null), (each.State, each.Remedy)));
        Assert.Contains(found, each => each is { Subject: "net.core.rmem_max", Sentence: "8 MiB" });
    }

    [Fact]
    public void A_small_limit_is_told_with_what_it_costs_and_the_command_that_raises_it()
    {
        var found = KernelChecks.Of(Ample with { ReceiveBuffer = 212_992, OpenFiles = 1024 }).ToList();

        Assert.Equal(
            new Diagnosis(
                "kernel",
                "net.core.rmem_max",
                DiagnosisState.Warning,
                "208 KiB, where 4 MiB are wanted: probes and reflectors may lose packets in bursts",
                "sysctl -w net.core.rmem_max=4194304"
            ),
            found.Single(each => each.Subject == "net.core.rmem_max")
        );
        Assert.Equal(
            "ulimit -n 65536, or LimitNOFILE=65536 in its systemd unit",
            found.Single(each => each.Subject == "open files").Remedy
        );
        Assert.Equal(2, found.Count(each => each.State == DiagnosisState.Warning));
    }

    [Fact]
    public void What_the_system_does_not_tell_is_no_complaint()
    {
        Assert.All(
            KernelChecks.Of(new KernelLimits(null, null, null, null, null, null)),
            each => Assert.Equal(DiagnosisState.Ok, each.State)
        );
    }

    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 524_288L)]
    [InlineData("Max open files            1024                 unlimited            files     ", long.MaxValue)]
    [InlineData("Max processes             1024                 2048                 processes ", null)]
    [InlineData("", null)]
    public void The_limit_of_open_files_is_the_hard_one(string line, long? files)
    {
        Assert.Equal(files, KernelLimits.Files("Limit     Soft Limit     Hard Limit     Units\n" + line + "\n"));
    }
}
