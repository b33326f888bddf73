using FsCheck;
using FsCheck.Fluent;

namespace Weir.UnitTests.Probes.Session;

public sealed class SessionLawsTests
{
    private static readonly Arbitrary<List<Fate>> AnyFates = Fates(
        Fate.Answered,
        Fate.Answered,
        Fate.Answered,
        Fate.LostForward,
        Fate.LostBackward,
        Fate.DoubledForward,
        Fate.DoubledBackward,
        Fate.Late
    );

    [Fact]
    public void What_was_sent_was_received_or_lost() =>
        Prop.ForAll(
                AnyFates,
                Gen.Choose(0, 5).ToArbitrary(),
                (fates, swap) =>
                {
                    var record = SimulatedPath.Run(fates, swap: swap);
                    return record.Sent == fates.Count
                        && record.Sent == record.Received + record.Lost
                        && record.Received
                            == fates.Count(f => f is Fate.Answered or >= Fate.DoubledForward and < Fate.Late)
                        && record.Duplicates == fates.Count(f => f is Fate.DoubledForward or Fate.DoubledBackward)
                        && record.Late == fates.Count(f => f == Fate.Late);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Both_directions_together_lose_no_more_than_was_lost() =>
        Prop.ForAll(
                AnyFates,
                Gen.Choose(0, 5).Zip(Gen.Choose(0, 3)).ToArbitrary(),
                (fates, how) =>
                {
                    var (swap, first) = how;
                    var record = SimulatedPath.Run(fates, swap: swap, first: (uint)first * 1000);
                    return record.LostForward is not { } forward
                        || (
                            forward >= 0
                            && record.LostBackward >= 0
                            && forward + record.LostBackward + record.Late <= record.Lost
                        );
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Losses_before_the_last_reply_have_their_direction() =>
        Prop.ForAll(
                AnyFates,
                fates =>
                {
                    var record = SimulatedPath.Run(fates);
                    return (record.LostForward, record.LostBackward) == Truth(fates);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Reordering_of_replies_does_not_change_the_direction() =>
        Prop.ForAll(
                AnyFates,
                Gen.Choose(1, 5).ToArbitrary(),
                (fates, swap) =>
                {
                    var record = SimulatedPath.Run(fates, swap: swap);
                    return (record.LostForward, record.LostBackward) == Truth(fates);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_stateless_reflector_tells_no_direction() =>
        Prop.ForAll(
                Fates(Fate.Answered, Fate.LostForward, Fate.LostBackward, Fate.DoubledBackward),
                fates => SimulatedPath.Run(fates, isStateful: false) is { LostForward: null, LostBackward: null }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_count_that_differs_tells_the_direction_without_a_word_of_the_reflector()
    {
        Fate[] fates = [Fate.Answered, Fate.LostForward, Fate.Answered, Fate.LostBackward, Fate.Answered];
        var record = SimulatedPath.Run(fates, tellsCounters: false);

        Assert.Equal((1, 1), (record.LostForward, record.LostBackward));
    }

    [Fact]
    public void A_count_that_began_earlier_is_measured_from_the_first_reply()
    {
        Fate[] fates = [Fate.LostForward, Fate.Answered, Fate.LostForward, Fate.LostBackward, Fate.Answered];
        var record = SimulatedPath.Run(fates, first: 5000);

        Assert.Equal((3, 1, 1), (record.Lost, record.LostForward, record.LostBackward));
    }

    /// <summary>The direction of what was lost up to the last packet that was answered.</summary>
    private static (long?, long?) Truth(List<Fate> fates)
    {
        var known = fates[..(fates.FindLastIndex(f => f is not (Fate.LostForward or Fate.LostBackward)) + 1)];
        return known.Count == 0
            ? (null, null)
            : (known.LongCount(f => f == Fate.LostForward), known.LongCount(f => f == Fate.LostBackward));
    }

    private static Arbitrary<List<Fate>> Fates(params Fate[] among) =>
        Gen.Elements(among).ListOf().Select(fates => fates.ToList()).ToArbitrary();
}
