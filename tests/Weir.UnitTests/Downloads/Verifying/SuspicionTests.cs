using Weir.Downloads.Planning;
using Weir.Downloads.Verifying;

namespace Weir.UnitTests.Downloads.Verifying;

public sealed class SuspicionTests
{
    private readonly Attribution _brought = new();

    public SuspicionTests()
    {
        _brought.Add(0, new Extent(0, 10));
        _brought.Add(1, new Extent(10, 30));
        _brought.Add(2, new Extent(30, 35));
    }

    [Fact]
    public void Each_source_is_left_out_in_turn_the_one_that_brought_least_first()
    {
        var suspicion = new Suspicion();

        Assert.Equal(
            [2, 0, 1],
            Enumerable.Range(0, 3).Select(_ => suspicion.Next(_brought, [0, 1, 2])!.LeftOut!.Value)
        );
    }

    [Fact]
    public void Sources_that_never_contradicted_each_other_are_not_tried_alone()
    {
        var suspicion = AfterAllWereLeftOut();

        Assert.Null(suspicion.Next(_brought, [0, 1, 2]));
    }

    [Fact]
    public void Sources_that_did_are_tried_alone_the_one_that_brought_most_first()
    {
        var suspicion = AfterAllWereLeftOut();
        suspicion.Compare(0, new Extent(0, 2), [1, 2], [1, 3]);

        var alone = new List<int>();
        while (suspicion.Next(_brought, [0, 1, 2]) is not null)
            alone.Add(Enumerable.Range(0, 3).Single(suspicion.Takes));

        Assert.Equal([1, 0, 2], alone);
    }

    [Fact]
    public void Nobody_is_left_out_when_no_other_can_be_asked() =>
        Assert.Null(new Suspicion().Next(Of(0, new Extent(0, 35)), [0]));

    [Fact]
    public void Who_had_other_bytes_than_the_right_ones_is_guilty_and_who_was_overwritten_by_a_liar_is_not()
    {
        var suspicion = AfterAllWereLeftOut();
        byte[] right = [0, 1, 2, 3];
        suspicion.Compare(0, new Extent(0, 4), [0, 9, 2, 3], right);
        suspicion.Compare(1, new Extent(0, 4), right, [7, 7, 7, 7]);

        var guilty = suspicion.Guilty(place => right[(int)place.From..(int)place.To]);

        Assert.Equal([0], guilty.Keys);
        Assert.Equal(1, guilty[0].From);
    }

    [Fact]
    public void Each_byte_is_the_work_of_one_source_at_a_time()
    {
        Assert.Equal([(0, new Extent(5, 10)), (1, new Extent(10, 12))], _brought.Within(new Extent(5, 12)));

        _brought.Remove(new Extent(5, 12));

        Assert.Empty(_brought.Within(new Extent(5, 12)));
        Assert.Equal(28, _brought.Union().Total);
    }

    private Suspicion AfterAllWereLeftOut()
    {
        var suspicion = new Suspicion();
        for (var i = 0; i < 3; i++)
            suspicion.Next(_brought, [0, 1, 2]);
        return suspicion;
    }

    private static Attribution Of(int source, Extent extent)
    {
        var brought = new Attribution();
        brought.Add(source, extent);
        return brought;
    }
}
