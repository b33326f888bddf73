using FsCheck;
using FsCheck.Fluent;
using Weir.Downloads.Planning;

namespace Weir.UnitTests.Downloads.Planning;

public class PlannerLawsTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(150);

    [Fact]
    public void Every_byte_is_accepted_exactly_once_whatever_the_sources_do() =>
        Holds(seed => new Weather(seed, Balance.Dynamic, hasWindow: false, isCalm: false).Run());

    [Fact]
    public void Every_byte_is_accepted_exactly_once_within_a_window() =>
        Holds(seed => new Weather(seed, Balance.Dynamic, hasWindow: true, isCalm: false).Run());

    [Fact]
    public void Every_byte_is_accepted_exactly_once_in_equal_parts() =>
        Holds(seed => new Weather(seed, Balance.Equal, hasWindow: false, isCalm: false).Run());

    [Fact]
    public void Equal_parts_without_trouble_waste_nothing() =>
        Holds(seed =>
        {
            var weather = new Weather(seed, Balance.Equal, hasWindow: false, isCalm: true);
            weather.Run();
            Assert.Equal(0, weather.Wasted);
        });

    [Fact]
    public void Calm_sources_waste_at_most_two_percent_and_a_race() =>
        Holds(seed =>
        {
            var weather = new Weather(seed, Balance.Dynamic, hasWindow: false, isCalm: true);
            weather.Run();
            Assert.True(
                weather.Wasted <= (weather.Missing / 50) + (2 << 20),
                $"{weather.Wasted} of {weather.Missing} wasted"
            );
        });

    private static void Holds(Action<int> law) =>
        Check.One(
            Cases,
            Prop.ForAll(
                ArbMap.Default.ArbFor<int>(),
                seed =>
                {
                    law(seed);
                    return true;
                }
            )
        );
}
