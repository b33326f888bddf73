using Weir.Origin.Replicas;

namespace Weir.UnitTests.Origin.Replicas;

public sealed class ReplicaCommandTests
{
    [Theory]
    [InlineData("1", ReplicaAct.Pause, 1)]
    [InlineData(" 12 ", ReplicaAct.Pause, 12)]
    [InlineData("r1", ReplicaAct.Resume, 1)]
    [InlineData("R10", ReplicaAct.Resume, 10)]
    [InlineData("e1", ReplicaAct.Stop, 1)]
    [InlineData("E 3", ReplicaAct.Stop, 3)]
    [InlineData("\ts2\r", ReplicaAct.Start, 2)]
    public void Replica_is_steered_by_letter_and_number(string line, ReplicaAct act, int replica)
    {
        Assert.True(ReplicaCommand.TryParse(line, out var command));
        Assert.Equal(new ReplicaCommand.Steer(act, replica), command);
    }

    [Theory]
    [InlineData("l")]
    [InlineData(" L ")]
    public void List_is_one_letter(string line)
    {
        Assert.True(ReplicaCommand.TryParse(line, out var command));
        Assert.IsType<ReplicaCommand.List>(command);
    }

    [Theory]
    [InlineData("q")]
    [InlineData("Q")]
    public void Quit_is_one_letter(string line)
    {
        Assert.True(ReplicaCommand.TryParse(line, out var command));
        Assert.IsType<ReplicaCommand.Quit>(command);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("r")]
    [InlineData("r0")]
    [InlineData("x1")]
    [InlineData("1r")]
    [InlineData("e1 e2")]
    [InlineData("q1")]
    [InlineData("list")]
    [InlineData("99999999999")]
    public void Anything_else_is_no_command(string line) => Assert.False(ReplicaCommand.TryParse(line, out _));
}
