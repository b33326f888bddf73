using Weir.Http.Fields;
using Weir.Measurements.Units;
using Weir.Proxy.Caching;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Storage;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Caching.Storage;

public sealed class HotTableTests : IDisposable
{
    private static readonly CacheNote Note = new(CacheVerdict.Hit, new CacheStatus("weir"));
    private readonly MemoryStore _store = new(new StoreLimits { Memory = ByteSize.MiB });

    public void Dispose() => _store.Dispose();

    [Fact]
    public void An_answer_holds_until_the_second_is_over()
    {
        Offer(Fill("a"));

        Assert.Equal([0, 1, 2], _store.Hot.Find("/a"u8, Stored.Now.AddMilliseconds(999))!.Body.ToArray());
        Assert.Null(_store.Hot.Find("/a"u8, Stored.Now.AddSeconds(1)));
        Assert.Null(_store.Hot.Find("/a"u8, Stored.Now.AddSeconds(-1)));
        Assert.Null(_store.Hot.Find("/b"u8, Stored.Now));
    }

    [Fact]
    public void An_answer_holds_no_longer_than_it_is_fresh()
    {
        Offer(Fill("a"), Stored.Now.AddSeconds(59.9), age: 59.9);

        Assert.NotNull(_store.Hot.Find("/a"u8, Stored.Now.AddSeconds(59.95)));
        Assert.Null(_store.Hot.Find("/a"u8, Stored.Now.AddSeconds(60)));
    }

    [Fact]
    public void What_is_removed_is_forgotten_before_the_removal_returns()
    {
        Offer(Fill("a"));
        _store.Remove("a");

        Assert.Null(_store.Hot.Find("/a"u8, Stored.Now));
    }

    [Fact]
    public void What_is_removed_already_is_not_kept()
    {
        var entry = Fill("a");
        _store.Remove("a");
        Offer(entry);

        Assert.Null(_store.Hot.Find("/a"u8, Stored.Now));
    }

    [Fact]
    public void What_is_validated_or_replaced_is_forgotten()
    {
        var entry = Fill("a");
        Offer(entry);
        _store.Freshen(entry, Stored.Ok("Cache-Control: max-age=10"));
        Assert.Null(_store.Hot.Find("/a"u8, Stored.Now));

        Offer(entry);
        Fill("a");
        Assert.Null(_store.Hot.Find("/a"u8, Stored.Now));
    }

    [Theory]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n", true)]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nCookie: a\r\nTE: trailers\r\n\r\n", true)]
    [InlineData("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n", false)]
    [InlineData("GET http://a/a HTTP/1.1\r\nHost: a\r\n\r\n", false)]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nrange: bytes=0-1\r\n\r\n", false)]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nCache-Control: no-cache\r\n\r\n", false)]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nPragma: no-cache\r\n\r\n", false)]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"a\"\r\n\r\n", false)]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nif-modified-since: a\r\n\r\n", false)]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nIf-Match: \"a\"\r\n\r\n", false)]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nVia: 1.1 weir\r\n\r\n", false)]
    [InlineData("GET /a HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\n\r\n", false)]
    public void Only_a_request_that_says_nothing_else_is_plain(string request, bool isPlain)
    {
        var parser = new Weir.Http.Messages.HeadParser(Weir.Http.Messages.MessageKind.Request);
        parser.Parse(Bytes(request));

        Assert.Equal(isPlain, HotRequest.IsPlain(parser.Head));
    }

    private CacheEntry Fill(string key)
    {
        var entry = _store.Add(key, Selection.Everything, Stored.Ok("Cache-Control: max-age=60"), 100, declared: 3)!;
        entry.Body.Write(3);
        entry.Body.Complete();
        return entry;
    }

    private void Offer(CacheEntry entry, DateTimeOffset? now = null, double age = 0)
    {
        Assert.Equal(age, entry.Response.Age(now ?? Stored.Now).TotalSeconds, 3);
        _store.Hot.Offer("/a"u8, entry, "HTTP/1.1 200 OK\r\n"u8, Note, now ?? Stored.Now);
    }
}
