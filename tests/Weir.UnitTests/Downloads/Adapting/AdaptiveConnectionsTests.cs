namespace Weir.UnitTests.Downloads.Adapting;

public class AdaptiveConnectionsTests
{
    [Fact]
    public void Each_source_begins_with_one() =>
        Assert.Equal([1, 1], new Servers(2, n => [1e6, 1e6]).After(0.5).Allowed);

    [Fact]
    public void Server_that_limits_each_connection_gets_as_many_as_one_source_may_have()
    {
        var servers = new Servers(1, n => [n[0] * 2e6]).After(5);

        Assert.Equal([4], servers.Allowed);
        Assert.Equal(
            "went to 4: the 4th connection gave +33 %, 48 Mbit/s → 64 Mbit/s; stayed at 4: no source gets more",
            servers.Reason
        );
    }

    [Fact]
    public void Server_that_limits_all_connections_together_keeps_one()
    {
        var servers = new Servers(1, _ => [2e6]).After(10);

        Assert.Equal([1], servers.Allowed);
        Assert.Equal(2, servers.Highest);
        Assert.Equal("stopped at 1: the 2nd connection gave +0 %, 16 Mbit/s → 16 Mbit/s", servers.Reason);
    }

    [Fact]
    public void Gain_that_ends_at_three_stops_at_three()
    {
        var servers = new Servers(1, n => [Math.Min(n[0], 3) * 2e6]).After(8);

        Assert.Equal([3], servers.Allowed);
        Assert.StartsWith("stopped at 3: the 4th connection gave +0 %", servers.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_that_was_no_gain_is_tried_again_after_a_pause_that_grows()
    {
        var tries = 0;
        var last = 1;
        var servers = new Servers(
            1,
            n =>
            {
                tries += n[0] > last ? 1 : 0;
                last = n[0];
                return [2e6];
            }
        );
        servers.After(14);
        Assert.Equal(1, tries);
        servers.After(8);
        Assert.Equal(2, tries);
        servers.After(20);
        Assert.Equal(2, tries);
        servers.After(20);
        Assert.Equal(3, tries);
    }

    [Fact]
    public void Fast_source_stays_at_one_connection()
    {
        var servers = new Servers(1, n => [n[0] * 1e9]).After(10);

        Assert.Equal(1, servers.Highest);
        Assert.Contains("only cost CPU time", servers.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_one_source_gains_and_another_loses_is_no_gain()
    {
        // Both share a link of 10 MB/s by the number of their connections, but only the first may grow.
        var servers = new Servers(2, n => [10e6 * n[0] / (n[0] + n[1]), 10e6 * n[1] / (n[0] + n[1])]).After(10);

        Assert.Equal([1, 1], servers.Allowed);
    }

    [Fact]
    public void Sources_that_limit_each_connection_share_the_most_of_all()
    {
        var servers = new Servers(8, n => [.. n.Select(c => c * 1e6)]).After(20);

        Assert.Equal(16, servers.Allowed.Sum());
        Assert.Equal(Enumerable.Repeat(2, 8), servers.Allowed);
    }

    [Fact]
    public void One_source_grows_while_the_other_does_not()
    {
        var servers = new Servers(2, n => [n[0] * 1e6, 5e6]).After(10);

        Assert.Equal([4, 1], servers.Allowed);
    }

    [Fact]
    public void Limit_of_the_user_that_is_reached_needs_no_further_connection()
    {
        var servers = new Servers(1, n => [Math.Min(2e6, n[0] * 2e6)]) { Limit = 2e6 }.After(10);

        Assert.Equal(1, servers.Highest);
        Assert.Contains("the limit of 16 Mbit/s is reached", servers.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Short_rest_is_not_worth_another()
    {
        var servers = new Servers(1, n => [n[0] * 2e6]) { Size = 5e6 }.After(2);

        Assert.Equal(1, servers.Highest);
        Assert.Contains("too short", servers.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Distant_server_is_judged_only_after_its_round_trips()
    {
        var servers = new Servers(1, n => [n[0] * 2e6]) { RoundTrip = TimeSpan.FromMilliseconds(200) };

        Assert.Equal([1], servers.After(2.4).Allowed);
        Assert.Equal([2], servers.After(0.2).Allowed);
    }

    [Fact]
    public void Connection_without_work_is_given_back()
    {
        var servers = new Servers(1, n => [n[0] * 2e6]) { MostAtWork = 1 }.After(6);

        Assert.Equal([1], servers.Allowed);
        Assert.Contains("too little to do", servers.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_goes_back_to_those_that_work_and_is_not_repeated_at_once()
    {
        var servers = new Servers(1, n => [n[0] * 2e6]).After(1.8);
        Assert.Equal([3], servers.Allowed);

        Assert.True(servers.Adaptive.Fail(0, working: 2, "503 Service Unavailable", servers.Now));
        servers.After(5);

        Assert.Equal([2], servers.Allowed);
        Assert.Equal("stopped at 2: the 3rd connection failed (503 Service Unavailable)", servers.Reason);
    }

    [Fact]
    public void Only_connection_that_fails_is_not_taken_away() =>
        Assert.False(new Servers(1, _ => [1e6]).Adaptive.Fail(0, 0, "reset", TimeSpan.Zero));
}
