using Weir.Origin.Replicas;

namespace Weir.UnitTests.Origin.Replicas;

public sealed class ReplicaRulesTests
{
    [Theory]
    [InlineData(ReplicaState.Serving, ReplicaAct.Pause, ReplicaState.Paused)]
    [InlineData(ReplicaState.Serving, ReplicaAct.Resume, ReplicaState.Serving)]
    [InlineData(ReplicaState.Serving, ReplicaAct.Stop, ReplicaState.Stopped)]
    [InlineData(ReplicaState.Serving, ReplicaAct.Start, ReplicaState.Serving)]
    [InlineData(ReplicaState.Paused, ReplicaAct.Pause, ReplicaState.Paused)]
    [InlineData(ReplicaState.Paused, ReplicaAct.Resume, ReplicaState.Serving)]
    [InlineData(ReplicaState.Paused, ReplicaAct.Stop, ReplicaState.Stopped)]
    [InlineData(ReplicaState.Paused, ReplicaAct.Start, ReplicaState.Paused)]
    [InlineData(ReplicaState.Stopped, ReplicaAct.Pause, ReplicaState.Stopped)]
    [InlineData(ReplicaState.Stopped, ReplicaAct.Resume, ReplicaState.Stopped)]
    [InlineData(ReplicaState.Stopped, ReplicaAct.Stop, ReplicaState.Stopped)]
    [InlineData(ReplicaState.Stopped, ReplicaAct.Start, ReplicaState.Serving)]
    public void Each_act_leads_to_one_state(ReplicaState from, ReplicaAct act, ReplicaState to) =>
        Assert.Equal(to, ReplicaRules.Next(from, act));

    [Fact]
    public void Each_act_may_be_repeated()
    {
        foreach (var state in Enum.GetValues<ReplicaState>())
        foreach (var act in Enum.GetValues<ReplicaAct>())
        {
            var once = ReplicaRules.Next(state, act);
            Assert.Equal(once, ReplicaRules.Next(once, act));
        }
    }
}
