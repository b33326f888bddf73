using Weir.Collector.Managing;

namespace Weir.UnitTests.Collector.Managing;

public sealed class ManagedRoutesTests
{
    [Theory]
    [InlineData("GET", "replicas")]
    [InlineData("GET", "relays")]
    [InlineData("GET", "cache")]
    [InlineData("GET", "relays/2")]
    [InlineData("POST", "replicas/1/pause")]
    [InlineData("POST", "replicas/12/start")]
    [InlineData("PUT", "replicas/1/rate")]
    [InlineData("PUT", "relays/1")]
    public void Buttons_and_sliders_are_passed_on(string method, string path) =>
        Assert.True(ManagedRoutes.IsAllowed(method, path));

    [Theory]
    [InlineData("DELETE", "cache")]
    [InlineData("GET", "")]
    [InlineData("GET", "metrics")]
    [InlineData("GET", "replicas/1")]
    [InlineData("POST", "replicas/1/rate")]
    [InlineData("POST", "replicas/one/pause")]
    [InlineData("POST", "replicas/-1/pause")]
    [InlineData("POST", "replicas/1/pause/..")]
    [InlineData("POST", "../replicas/1/pause")]
    [InlineData("PUT", "replicas/1000000/rate")]
    [InlineData("PUT", "relays/1?x=y")]
    public void Everything_else_stays_behind(string method, string path) =>
        Assert.False(ManagedRoutes.IsAllowed(method, path));
}
