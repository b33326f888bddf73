using Weir.Load.Matrix;

namespace Weir.UnitTests.Load.Matrix;

public sealed class RunMatrixTests
{
    [Fact]
    public void Every_combination_runs_with_the_first_term_changing_slowest()
    {
        Assert.Equal(["1a", "1b", "5a", "5b"], Runs(["clients=1,5", "files=a,b"]));
        Assert.Equal(["1a", "5a", "1b", "5b"], Runs(["files=a,b", "clients=1,5"]));
    }

    [Fact]
    public void What_the_matrix_does_not_say_is_the_same_in_all_runs()
    {
        Assert.Equal(["7a", "7b"], Runs(["files=a,b"], clients: 7));
        Assert.Equal(["1", "2"], Runs(["clients=1,2"]));
        Assert.Equal(["7"], Runs([], clients: 7));
    }

    [Fact]
    public void Random_order_has_the_same_runs_in_another_order()
    {
        Assert.True(RunMatrix.TryParse(["clients=1,2,3,4,5,6,7,8,9"], out var matrix, out _));
        var (ordered, shuffled) = (matrix.Runs(1, 2), matrix.Runs(1, 2, new Random(1)));

        Assert.NotEqual(ordered, shuffled);
        Assert.Equal(ordered, shuffled.OrderBy(run => run.Clients));
    }

    [Fact]
    public void Rounds_repeat_each_combination()
    {
        Assert.Equal(["1", "1", "2", "2"], Runs(["clients=1,2"], rounds: 2));
    }

    [Theory]
    [InlineData("clients=", "\"\" is no number of clients; write one from 1 to 5000")]
    [InlineData("clients=0", "\"0\" is no number of clients; write one from 1 to 5000")]
    [InlineData("clients=1,x", "\"x\" is no number of clients; write one from 1 to 5000")]
    [InlineData("clients=5001", "\"5001\" is no number of clients; write one from 1 to 5000")]
    [InlineData("files=a,,b", "files has an empty name; write files=a,b")]
    [InlineData("sizes=1", "\"sizes=1\" is no term of a matrix; write clients=1,5,10 or files=a,b")]
    [InlineData("clients=1 clients=2", "\"clients=2\" comes twice; list all values once")]
    public void A_mistake_gets_a_sentence(string terms, string sentence)
    {
        Assert.False(RunMatrix.TryParse(terms.Split(' '), out _, out var problem));
        Assert.Equal(sentence, problem);
    }

    private static IEnumerable<string> Runs(string[] terms, int clients = 1, int rounds = 1)
    {
        Assert.True(RunMatrix.TryParse(terms, out var matrix, out _));
        return matrix.Runs(clients, rounds).Select(plan => $"{plan.Clients}{plan.File}");
    }
}
