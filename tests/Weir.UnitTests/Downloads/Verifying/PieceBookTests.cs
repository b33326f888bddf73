using Weir.Content.Hashes;
using Weir.Content.Pieces;
using Weir.Downloads.Planning;
using Weir.Downloads.Verifying;

namespace Weir.UnitTests.Downloads.Verifying;

public sealed class PieceBookTests
{
    private readonly PieceBook _book = new(
        new PieceHashes(new PieceMap(25, 10), HashAlgorithmKind.Sha256, new byte[3 * 32])
    );
    private readonly ExtentSet _written = new();

    [Fact]
    public void Piece_is_whole_when_its_last_byte_is_written_whoever_writes_it()
    {
        Assert.Empty(Write(5, 12));
        Assert.Equal([0], Write(0, 5));
        Assert.Equal([1, 2], Write(12, 25));
    }

    [Fact]
    public void Piece_is_handed_out_once()
    {
        Write(0, 10);

        Assert.Empty(Write(0, 10));
    }

    [Fact]
    public void Only_whole_pieces_of_what_was_proven_before_are_believed()
    {
        _book.Believe(new ExtentSet([new Extent(3, 25)]));

        Assert.Equal(15, _book.Proven.Total);
        Assert.False(_book.IsProven);
        Assert.Equal(7, _book.ProvenIn(new Extent(3, 17)));
    }

    [Fact]
    public void Piece_that_was_wrong_can_be_whole_again()
    {
        Write(0, 10);
        _written.Remove(new Extent(0, 10));
        _book.Reopen(0);

        Assert.Equal([0], Write(0, 10));
        Assert.Equal(1, _book.WrongCount);
    }

    [Fact]
    public void Suspect_piece_goes_to_who_has_not_brought_it()
    {
        Write(0, 10);
        _book.Suspect(0, [(1, new Extent(0, 10))]);

        Assert.Null(_book.NextTrial(1, [1, 2]));
        Assert.NotNull(_book.NextTrial(2, [1, 2]));
    }

    [Fact]
    public void Where_nobody_else_is_left_its_bringer_is_asked_once_more_and_not_twice()
    {
        Write(0, 10);
        _book.Suspect(0, [(1, new Extent(0, 10))]);

        var trial = _book.NextTrial(1, [1])!;
        trial.Failed.Add(1);

        Assert.Null(_book.NextTrial(1, [1]));
    }

    [Fact]
    public void Running_trial_is_not_given_to_a_second_source()
    {
        Write(0, 10);
        _book.Suspect(0, [(1, new Extent(0, 10))]);
        _book.NextTrial(2, [1, 2, 3])!.IsRunning = true;

        Assert.Null(_book.NextTrial(3, [1, 2, 3]));
    }

    [Fact]
    public void File_is_proven_when_all_its_pieces_are()
    {
        for (var piece = 0; piece < 3; piece++)
            _book.Prove(piece);

        Assert.True(_book.IsProven);
        Assert.Equal([new Extent(0, 25)], _book.Proven);
    }

    private List<long> Write(long from, long to)
    {
        _written.Add(new Extent(from, to));
        return _book.TakeWhole(new Extent(from, to), _written);
    }
}
