using Weir.Downloads.Downloading;
using Weir.Downloads.Planning;
using Weir.Downloads.Sources;
using Weir.Downloads.Writing;

namespace Weir.UnitTests.Downloads.Downloading;

public sealed class AttemptTests
{
    private const int Size = 1 << 20;

    [Fact]
    public void Bytes_in_the_hands_of_one_worker_are_given_to_no_other_by_a_new_plan()
    {
        using var attempt = Make();
        attempt.Accept(new Extent(0, 100));
        attempt.Accept(new Extent(500, 600));
        attempt.AddWritten(slot: 0, source: 0, new Extent(500, 600));

        attempt.Replan(isWholeOnly: false);

        Assert.Equal([new Extent(100, 500), new Extent(600, Size)], attempt.Plan.Pool.ToArray());
        attempt.AddWritten(slot: 0, source: 0, new Extent(0, 100));
        Assert.Equal([new Extent(0, 100), new Extent(500, 600)], attempt.Written.ToArray());
    }

    [Fact]
    public void New_plan_has_its_window_where_the_hashing_has_come_to()
    {
        using var attempt = Make(window: 1000);
        attempt.Hashed(500);

        attempt.Replan(isWholeOnly: false);

        Assert.Equal(new Extent(0, 1500), attempt.Plan.Bounds);
    }

    private static Attempt Make(long? window = null) =>
        new(
            new SourceClass(new SourceFacts { Size = Size, HasRanges = true }),
            new RingPart(Size),
            new ExtentSet(),
            isWholeOnly: false,
            (size, have, isWholeOnly) =>
                new Planner(new PlannerOptions { IsWholeOnly = isWholeOnly, Window = window }, size, have)
        );
}
