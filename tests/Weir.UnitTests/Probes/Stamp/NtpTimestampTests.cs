using FsCheck;
using FsCheck.Fluent;
using Weir.Probes.Stamp;

namespace Weir.UnitTests.Probes.Stamp;

public sealed class NtpTimestampTests
{
    [Fact]
    public void The_epochs_of_both_clocks_lie_where_RFC_5905_says() =>
        Assert.Equal(2_208_988_800UL << 32, NtpTimestamp.Of(DateTimeOffset.UnixEpoch).Bits);

    [Fact]
    public void Differences_are_exact_to_a_tick_at_any_moment_and_across_the_wrap_of_2036() =>
        Prop.ForAll(
                Gen.Choose(0, 2_000_000_000).Zip(Gen.Choose(-1_000_000_000, 1_000_000_000)).ToArbitrary(),
                sample =>
                {
                    var (start, distance) = sample;
                    var from = DateTimeOffset.UnixEpoch.AddSeconds(start * 2.0).AddTicks(distance);
                    var difference = TimeSpan.FromTicks(distance * 1_000L);
                    return NtpTimestamp.Of(from + difference) - NtpTimestamp.Of(from) == difference;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Times_of_PTP_keep_their_differences()
    {
        var (early, late) = (1_800_000_000UL << 32 | 999_999_000, 1_800_000_001UL << 32 | 500);

        Assert.Equal(TimeSpan.FromTicks(15), NtpTimestamp.OfPtp(late) - NtpTimestamp.OfPtp(early));
    }
}
