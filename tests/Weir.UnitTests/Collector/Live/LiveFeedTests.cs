using System.Text;
using Weir.Collector.Ingest;
using Weir.Collector.Live;
using Weir.Testing.Time;

namespace Weir.UnitTests.Collector.Live;

public sealed class LiveFeedTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Who_begins_to_watch_is_told_what_runs()
    {
        var feed = new LiveFeed(_time);
        feed.Progress("1", "progress", null, "old");
        feed.Progress("1", "progress", null, "new");
        feed.Progress("1", "source", "http://a/f", "failed");

        using var watch = feed.TryWatch()!;

        Assert.Equal(["new", "failed"], Read(watch));
    }

    [Fact]
    public void A_transfer_that_was_silent_for_long_is_told_no_more()
    {
        var feed = new LiveFeed(_time);
        feed.Progress("1", "progress", null, "old");
        _time.Advance(TimeSpan.FromSeconds(31));

        using var watch = feed.TryWatch()!;

        Assert.Empty(Read(watch));
    }

    [Fact]
    public void A_slow_watcher_loses_the_oldest_and_keeps_nobody_waiting()
    {
        var feed = new LiveFeed(_time);
        using var watch = feed.TryWatch()!;
        for (var i = 0; i < 1000; i++)
            feed.Progress("1", "progress", null, $"{i}");

        var read = Read(watch);
        Assert.Equal(256, read.Count);
        Assert.Equal("999", read[^1]);
    }

    [Fact]
    public void A_slow_watcher_is_told_once_that_it_missed_what_was_stored()
    {
        var feed = new LiveFeed(_time);
        using var watch = feed.TryWatch()!;
        for (var i = 0; i < 1000; i++)
            feed.Progress("1", "progress", null, $"{i}");
        Assert.False(watch.TakeMissed());
        feed.Stored([Record("a")]);
        for (var i = 0; i < 255; i++)
            feed.Progress("1", "progress", null, $"{i}");
        Assert.False(watch.TakeMissed());

        feed.Progress("1", "progress", null, "one more");

        Assert.True(watch.TakeMissed());
        Assert.False(watch.TakeMissed());
    }

    [Fact]
    public void There_are_only_so_many_watchers_and_one_that_left_makes_room()
    {
        var feed = new LiveFeed(_time);
        var watches = Enumerable.Range(0, LiveFeed.MostWatchers).Select(_ => feed.TryWatch()!).ToList();
        Assert.Null(feed.TryWatch());

        watches[0].Dispose();

        Assert.NotNull(feed.TryWatch());
    }

    [Fact]
    public void Who_lost_the_stream_goes_on_behind_the_last_event_that_it_had()
    {
        var events = new RecentEvents(3);
        var ids = Enumerable.Range(1, 5).Select(i => events.Add("measurement", $"{i}").Id!).ToList();

        Assert.Empty(events.After(ids[4]));
        Assert.Equal(["5"], events.After(ids[3]).Select(happened => happened.Data));
        Assert.Equal(["3", "4", "5"], events.After(ids[1]).Select(happened => happened.Data));
    }

    [Fact]
    public void Who_lost_the_stream_before_the_first_event_goes_on_where_it_began()
    {
        var feed = new LiveFeed(_time);
        feed.Stored([Record("before")]);
        using var watch = feed.TryWatch()!;
        feed.Stored([Record("after")]);

        using var again = feed.TryWatch(watch.Start)!;

        Assert.Contains("after", Assert.Single(Read(again)), StringComparison.Ordinal);
        Assert.Null(again.Start);
    }

    [Fact]
    public void Who_missed_more_than_is_kept_is_told_so()
    {
        var events = new RecentEvents(3);
        var ids = Enumerable.Range(1, 5).Select(i => events.Add("measurement", $"{i}").Id!).ToList();
        string[] others = [ids[0], new RecentEvents(3).Add("measurement", "1").Id!, ids[0][..9] + "99", "x", "-"];

        Assert.Equal(["3", "4", "5"], events.After(events.After("x").First().Id!).Select(happened => happened.Data));
        foreach (var id in others)
            Assert.Equal(["missed", "measurement", "measurement", "measurement"], events.After(id).Select(e => e.Name));
    }

    private static Envelope Record(string id)
    {
        var line = Encoding.UTF8.GetBytes(
            $$"""{"type":"transfer","id":"{{id}}","started_at":"2026-11-20T10:00:00Z","agent":"a","target":"t","outcome":"ok"}"""
        );
        Assert.True(EnvelopeReader.TryRead(line, out var envelope, out _));
        return envelope;
    }

    private static List<string> Read(LiveFeed.Watch watch)
    {
        var read = new List<string>();
        while (watch.Events.TryRead(out var happened))
            read.Add(happened.Data);
        return read;
    }
}
