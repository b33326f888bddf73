using Weir.Downloads.Downloading;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>What a server asks of its clients holds for all connections, sources and downloads of this process.</summary>
public sealed class PolitenessTests : IAsyncDisposable
{
    private const int Bytes = 4 << 20;
    private readonly Scene _scene = new(Bytes);

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Server_that_takes_one_connection_is_used_over_one_and_the_ceiling_told()
    {
        var origin = _scene.Add();
        origin.BytesPerSecond = 8_000_000;
        var works = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        origin.Behave = r =>
        {
            // The others are refused when the first has brought bytes: only then is it plain that one is what it takes.
            if (r.Connection != 0)
                return new() { Status = 503, HoldUntil = works.Task };
            if (Interlocked.Increment(ref asked) == 3)
                works.SetResult();
            return new() { ShortenTo = 1 << 20 };
        };
        _scene.Change(o => o with { Connections = 6 });

        var record = await _scene.DownloadRightAsync();

        Assert.Contains(
            _scene.Seen.Notices,
            n => n.Contains("no more than 1 connection at once", StringComparison.Ordinal)
        );
        // Each of the others may have been on its way when the first was refused, and asks no second time.
        Assert.InRange(origin.ConnectionCount, 2, 6);
    }

    [Fact]
    public async Task Two_sources_of_a_server_that_takes_one_connection_are_used_one_after_the_other()
    {
        var origin = _scene.Add();
        origin.BytesPerSecond = 8_000_000;
        origin.MaxConnections = 1;
        _scene.FurtherUrls.Add(origin.Url("/again"));

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Downloads_at_the_same_time_share_what_a_server_takes()
    {
        var origin = _scene.Add(new Misbehaviour { ShortenTo = 1 << 20 });
        origin.BytesPerSecond = 8_000_000;
        origin.MaxConnections = 2;
        await using var other = new Scene(Bytes) { Options = _scene.Options };
        other.FurtherUrls.Add(origin.Url("/other"));
        _scene.Change(o =>
            o with
            {
                Connections = 4,
                GiveUp = TimeSpan.FromSeconds(20),
                Wait = TimeSpan.FromSeconds(20),
            }
        );
        other.Options = _scene.Options;

        await Task.WhenAll(_scene.DownloadRightAsync(), other.DownloadRightAsync());

        Assert.InRange(_scene.Options.Hosts.CeilingOf($"127.0.0.1:{origin.Port}") ?? 2, 1, 2);
    }

    [Fact]
    public async Task Quiet_that_a_server_asks_of_one_download_is_kept_by_the_next()
    {
        var origin = _scene.Add(new Misbehaviour { Status = 429, RetryAfter = TimeSpan.FromHours(1) });
        _scene.Change(o => o with { Patience = o.Patience with { MostPatience = TimeSpan.FromHours(2) } });
        await _scene.DownloadWrongAsync(DownloadEnd.Unavailable);
        var asked = origin.Requests.Count;
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);

        var result = await _scene.DownloadUntilAsync(stop.Token);

        Assert.Equal(DownloadEnd.Cancelled, result.End);
        Assert.Equal(asked, origin.Requests.Count);
    }

    [Fact]
    public async Task Quiet_that_a_server_asks_for_at_first_is_waited_for_without_being_told_to()
    {
        var asked = 0;
        _scene.Add(_ =>
            Interlocked.Increment(ref asked) == 1
                ? new() { Status = 503, RetryAfter = TimeSpan.FromSeconds(1) }
                : Misbehaviour.None
        );

        await _scene.DownloadRightAsync();
    }

    [Fact]
    public async Task Retry_after_may_be_a_date_even_one_of_next_year()
    {
        var asked = 0;
        _scene.Add(_ =>
            Interlocked.Increment(ref asked) == 1
                ? new()
                {
                    Status = 503,
                    Fields = [("Retry-After", TimeProvider.System.GetUtcNow().AddYears(1).ToString("R"))],
                }
                : Misbehaviour.None
        );

        await _scene.DownloadRightAsync();
    }
}
