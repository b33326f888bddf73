using Weir.Cli.Terminal;

namespace Weir.UnitTests.Cli.Terminal;

public sealed class InterruptionTests
{
    private readonly Interruption _interruption = new();

    [Fact]
    public void Without_a_command_in_front_an_interruption_ends_the_process()
    {
        Assert.True(_interruption.TryInterrupt());
        Assert.True(_interruption.Token.IsCancellationRequested);
    }

    [Fact]
    public void An_interruption_ends_the_command_in_front_alone()
    {
        using var scope = _interruption.Enter();

        Assert.True(_interruption.TryInterrupt());
        Assert.True(scope.Token.IsCancellationRequested);
        Assert.False(_interruption.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_second_interruption_of_the_same_is_not_taken()
    {
        using var scope = _interruption.Enter();
        _interruption.TryInterrupt();

        Assert.False(_interruption.TryInterrupt());
    }

    [Fact]
    public void The_next_command_has_an_interruption_of_its_own()
    {
        using (_interruption.Enter())
            _interruption.TryInterrupt();
        using var next = _interruption.Enter();

        Assert.False(next.Token.IsCancellationRequested);
        Assert.True(_interruption.TryInterrupt());
        Assert.True(next.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_stop_ends_the_command_in_front_and_the_process()
    {
        using var scope = _interruption.Enter();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = scope.Token.Register(told.SetResult);

        Assert.True(_interruption.TryStop());
        await told.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(_interruption.Token.IsCancellationRequested);
    }
}
