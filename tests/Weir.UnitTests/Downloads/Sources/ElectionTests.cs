using Weir.Downloads.Sources;
using Weir.Http.Fields;

namespace Weir.UnitTests.Downloads.Sources;

public class ElectionTests
{
    [Fact]
    public void Same_size_and_samples_are_one_class_whatever_their_etags()
    {
        var election = new Election(hasChecksum: false);
        election.Enter(0, Facts(100, sample: "s", etag: "a"));
        election.Enter(1, Facts(100, sample: "s", etag: "b"));
        election.Enter(2, Facts(100, sample: "s"));

        Assert.Equal([0, 1, 2], Assert.Single(election.Classes).Members);
    }

    [Fact]
    public void Other_size_or_other_samples_are_another_class()
    {
        var election = new Election(hasChecksum: false);
        election.Enter(0, Facts(100, sample: "s", etag: "a"));
        election.Enter(1, Facts(101, sample: "s", etag: "a"));
        election.Enter(2, Facts(100, sample: "t", etag: "a"));

        Assert.Equal(3, election.Classes.Count);
    }

    [Fact]
    public void Without_samples_the_validator_decides()
    {
        var election = new Election(hasChecksum: false);
        election.Enter(0, Facts(100, etag: "a"));
        election.Enter(1, Facts(100, etag: "a"));
        election.Enter(2, Facts(100, etag: "b"));

        Assert.Equal([2, 1], election.Classes.Select(c => c.Members.Count));
    }

    [Fact]
    public void Unknown_size_is_not_any_size()
    {
        var election = new Election(hasChecksum: false);
        election.Enter(0, Facts(100));
        election.Enter(1, Facts(null));

        Assert.Equal(2, election.Classes.Count);
    }

    [Fact]
    public void Source_that_comes_back_with_the_same_file_keeps_its_class()
    {
        var election = new Election(hasChecksum: false);
        var before = election.Enter(0, Facts(100, etag: "a"));
        var after = election.Enter(0, Facts(100, etag: "a"));

        Assert.Same(before, after);
        Assert.Equal([0], after.Members);
        Assert.Same(before, election.Rule(before, pending: 0, isEarly: false).Class);
    }

    [Fact]
    public void Source_that_comes_back_with_another_file_leaves_its_class()
    {
        var election = new Election(hasChecksum: false);
        var before = election.Enter(0, Facts(100, etag: "a"));
        var after = election.Enter(0, Facts(100, etag: "b"));

        Assert.NotSame(before, after);
        Assert.Same(after, Assert.Single(election.Classes));
        Assert.Same(after, election.ClassOf(0));
    }

    [Fact]
    public void First_answer_is_chosen_while_others_are_pending()
    {
        var election = new Election(hasChecksum: false);
        var first = election.Enter(0, Facts(100));

        Assert.Equal(new Ruling(first, IsTie: false), election.Rule(null, pending: 4, isEarly: true));
    }

    [Fact]
    public void Strict_majority_wins_even_late()
    {
        var election = new Election(hasChecksum: false);
        var liar = election.Enter(0, Facts(100));
        election.Enter(1, Facts(101));
        var most = election.Enter(2, Facts(101));

        Assert.Equal(new Ruling(most, IsTie: false), election.Rule(liar, pending: 0, isEarly: false));
    }

    [Fact]
    public void Tie_is_none_while_an_answer_is_pending()
    {
        var election = new Election(hasChecksum: false);
        var one = election.Enter(0, Facts(100));
        election.Enter(1, Facts(101));

        Assert.Equal(new Ruling(one, IsTie: false), election.Rule(one, pending: 1, isEarly: true));
        Assert.True(election.Rule(one, pending: 0, isEarly: true).IsTie);
    }

    [Fact]
    public void Largest_of_three_classes_without_a_majority_is_a_tie()
    {
        var election = new Election(hasChecksum: false);
        election.Enter(0, Facts(100));
        election.Enter(1, Facts(100));
        election.Enter(2, Facts(101));
        election.Enter(3, Facts(102));

        Assert.True(election.Rule(null, pending: 0, isEarly: true).IsTie);
    }

    [Fact]
    public void With_a_checksum_there_is_no_tie_and_the_current_class_stays()
    {
        var election = new Election(hasChecksum: true);
        var one = election.Enter(0, Facts(100));
        election.Enter(1, Facts(101));

        Assert.Equal(new Ruling(one, IsTie: false), election.Rule(one, pending: 0, isEarly: true));
    }

    [Fact]
    public void With_a_checksum_the_largest_is_tried_first_but_nothing_is_thrown_away_late()
    {
        var election = new Election(hasChecksum: true);
        var one = election.Enter(0, Facts(100));
        election.Enter(1, Facts(101));
        var two = election.Enter(2, Facts(101));

        Assert.Same(two, election.Rule(null, pending: 0, isEarly: true).Class);
        Assert.Same(two, election.Rule(one, pending: 0, isEarly: true).Class);
        Assert.Same(one, election.Rule(one, pending: 0, isEarly: false).Class);
    }

    [Fact]
    public void Disproved_classes_are_tried_no_more_largest_next_first()
    {
        var election = new Election(hasChecksum: true);
        var wrong = election.Enter(0, Facts(100));
        election.Enter(1, Facts(100));
        election.Enter(2, Facts(100));
        var small = election.Enter(3, Facts(101));
        var large = election.Enter(4, Facts(102));
        election.Enter(5, Facts(102));
        wrong.Disproof = "its hash is wrong";

        Assert.Same(large, election.Rule(wrong, pending: 0, isEarly: false).Class);
        large.Disproof = "its hash is wrong";
        Assert.Same(small, election.Rule(large, pending: 0, isEarly: false).Class);
        small.Disproof = "its hash is wrong";
        Assert.Null(election.Rule(small, pending: 0, isEarly: false).Class);
    }

    [Fact]
    public void With_a_checksum_a_class_of_which_somebody_is_left_goes_before_one_of_which_nobody_is()
    {
        var election = new Election(hasChecksum: true);
        var gone = election.Enter(0, Facts(100));
        election.Enter(1, Facts(100));
        var left = election.Enter(2, Facts(101));

        Assert.Same(left, election.Rule(gone, pending: 0, isEarly: false, i => i == 2).Class);
        Assert.Same(gone, election.Rule(gone, pending: 0, isEarly: false, _ => false).Class);
        Assert.Same(gone, election.Rule(gone, pending: 0, isEarly: false, i => i is 1 or 2).Class);
    }

    [Fact]
    public void Without_a_checksum_the_majority_counts_also_when_nobody_of_it_is_left()
    {
        var election = new Election(hasChecksum: false);
        var gone = election.Enter(0, Facts(100));
        election.Enter(1, Facts(100));
        election.Enter(2, Facts(101));

        Assert.Same(gone, election.Rule(gone, pending: 0, isEarly: false, i => i == 2).Class);
        Assert.True(election.HasMajority(gone));
    }

    [Fact]
    public void Latecomer_of_a_disproved_class_is_disproved_too()
    {
        var election = new Election(hasChecksum: true);
        var wrong = election.Enter(0, Facts(100, sample: "s"));
        wrong.Disproof = "its hash is wrong";

        Assert.Same(wrong, election.Enter(1, Facts(100, sample: "s")));
        Assert.Null(election.Rule(wrong, pending: 0, isEarly: true).Class);
    }

    private static SourceFacts Facts(long? size, string? sample = null, string? etag = null) =>
        new()
        {
            Size = size,
            HasRanges = true,
            Sample = sample,
            ETag = etag is null ? null : new EntityTag(etag),
        };
}
