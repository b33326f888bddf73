using Microsoft.Extensions.Hosting;

namespace Weir.Collector.Hosting;

/// <summary>Signals belong to who started the collector, not to the host within it.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
