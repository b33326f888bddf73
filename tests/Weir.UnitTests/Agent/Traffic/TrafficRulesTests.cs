using Weir.Agent.Traffic;

namespace Weir.UnitTests.Agent.Traffic;

public sealed class TrafficRulesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly InterfaceBytes Start = new(5_000_000, 1_000_000);

    [Fact]
    public void What_others_moved_is_what_remains_without_ones_own() =>
        Assert.Equal(8_000_000, Others(received: 2_050_000, sent: 50_000, own: 1_000_000), 1.0);

    [Fact]
    public void Headers_and_acknowledgements_are_ones_own() =>
        Assert.Equal(0, Others(received: 1_045_000, sent: 23_000, own: 1_000_000));

    [Fact]
    public void Uploads_of_others_count() =>
        Assert.Equal(4_000_000, Others(received: 1_040_000, sent: 550_000, own: 1_000_000), 1.0);

    [Fact]
    public void An_interface_that_went_away_makes_nothing_negative() =>
        Assert.Equal(0, Others(-4_000_000, -900_000, 0));

    [Fact]
    public void Who_knows_no_counters_says_nothing()
    {
        Assert.Null(TrafficRules.Others(null, Start, Second, 0));
        Assert.Null(TrafficRules.Others(Start, null, Second, 0));
        Assert.Null(TrafficRules.Others(Start, Start, TimeSpan.Zero, 0));
    }

    private static double Others(long received, long sent, long own) =>
        TrafficRules
            .Others(Start, new InterfaceBytes(Start.Received + received, Start.Sent + sent), Second, own)!
            .Value.BitsPerSecond;
}
