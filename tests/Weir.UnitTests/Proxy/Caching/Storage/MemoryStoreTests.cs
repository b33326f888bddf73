using FsCheck;
using FsCheck.Fluent;
using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Measurements.Units;
using Weir.Proxy.Caching.Rules;
using Weir.Proxy.Caching.Storage;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Proxy.Caching.Storage;

public sealed class MemoryStoreTests : IDisposable
{
    private readonly MemoryStore _store = New();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void What_is_stored_is_found_by_its_key_alone()
    {
        var entry = Fill(_store, "a", 10);

        Assert.Same(entry, Find("a"));
        Assert.Null(Find("b"));
    }

    [Fact]
    public void A_new_response_takes_the_place_of_the_old_one()
    {
        var old = Fill(_store, "a", 10);
        var entry = Fill(_store, "a", 20);

        Assert.Same(entry, Find("a"));
        Assert.False(old.IsStored);
        Assert.Equal(1, _store.Count);
    }

    [Fact]
    public void Variants_stand_side_by_side()
    {
        var one = Fill(_store, "a", 10, Request("Foo: 1"));
        var two = Fill(_store, "a", 10, Request("Foo: 2"));

        Assert.Same(one, _store.Find("a", Request("Foo: 1"), out _));
        Assert.Same(two, _store.Find("a", Request("Foo: 2"), out _));
        Assert.Null(_store.Find("a", Request("Foo: 3"), out var miss));
        Assert.Equal(ForwardReason.VaryMiss, miss);
    }

    [Fact]
    public void A_flood_of_variants_stays_within_its_bound()
    {
        for (var i = 0; i < 1000; i++)
            Fill(_store, "a", 10, Request($"Foo: {i}"));

        Assert.Equal(new StoreLimits().MostVariants, _store.Count);
        Assert.NotNull(_store.Find("a", Request("Foo: 999"), out _));
    }

    [Fact]
    public void A_URL_is_removed_with_all_its_variants_and_a_prefix_with_all_below()
    {
        Fill(_store, "http://a/x", 10, Request("Foo: 1"));
        Fill(_store, "http://a/x", 10, Request("Foo: 2"));
        Fill(_store, "http://a/x/y", 10);
        Fill(_store, "http://a/z", 10);

        Assert.Equal(2, _store.Remove("http://a/x"));
        Assert.Equal(1, _store.RemovePrefix("http://a/x"));
        Assert.Equal(0, _store.Remove("http://a/x"));
        Assert.NotNull(Find("http://a/z"));
    }

    [Fact]
    public void What_is_asked_for_often_outlives_what_is_asked_for_once()
    {
        var popular = Fill(_store, "popular", 10_000);
        for (var i = 0; i < 1000; i++)
        {
            popular.CountHit();
            Fill(_store, $"once {i}", 10_000);
        }

        Assert.Same(popular, Find("popular"));
        Assert.True(_store.Count < 100);
    }

    [Fact]
    public void What_is_being_sent_is_not_evicted()
    {
        var entry = Fill(_store, "sent", 10_000);
        Assert.True(entry.Body.TryOpen(out var reader));
        for (var i = 0; i < 1000; i++)
            Fill(_store, $"other {i}", 10_000);

        Assert.Same(entry, Find("sent"));
        Assert.Equal(10_000, reader.Read().Count);
        reader.Dispose();
    }

    [Fact]
    public void Removal_leaves_readers_what_they_have_begun()
    {
        var entry = Fill(_store, "a", 200_000);
        Assert.True(entry.Body.TryOpen(out var reader));
        _store.Remove("a");

        Assert.Equal(200_000, reader.Read().Count);
        Assert.True(_store.Budget.Used > 0);
        reader.Dispose();
        Assert.Equal(0, _store.Budget.Used);
    }

    [Fact]
    public void Memory_in_use_never_exceeds_its_limit_and_all_of_it_comes_back()
    {
        var step = Gen.Choose(0, 9)
            .Zip(Gen.Choose(0, 19))
            .Zip(Gen.Choose(0, 400_000), (ab, c) => (ab.Item1, ab.Item2, c));
        Prop.ForAll(
                step.ListOf().ToArbitrary(),
                steps =>
                {
                    using var store = New();
                    var readers = new List<BodyReader>();
                    var isWithin = true;
                    foreach (var (act, key, size) in steps)
                    {
                        switch (act)
                        {
                            case <= 4:
                                TryFill(store, $"{key}", size);
                                break;
                            case <= 6 when Find(store, $"{key}") is { } entry && entry.Body.TryOpen(out var reader):
                                entry.CountHit();
                                reader.Read(most: size / 2);
                                readers.Add(reader);
                                break;
                            case 7 when readers.Count > 0:
                                readers[key % readers.Count].Dispose();
                                readers.RemoveAt(key % readers.Count);
                                break;
                            case 8:
                                store.Remove($"{key}");
                                break;
                        }

                        isWithin &= store.Budget.Used <= store.Budget.Limit;
                    }

                    foreach (var reader in readers)
                        reader.Dispose();
                    store.RemovePrefix("");
                    return isWithin && store.Budget.Used == 0 && store.Count == 0;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static MemoryStore New() => new(new StoreLimits { Memory = ByteSize.MiB });

    private CacheEntry? Find(string key) => Find(_store, key);

    private static CacheEntry? Find(MemoryStore store, string key) => store.Find(key, Request(), out _);

    private static CacheEntry Fill(MemoryStore store, string key, int size, Head? request = null)
    {
        var entry = TryFill(store, key, size, request);
        Assert.NotNull(entry);
        return entry;
    }

    /// <summary>As a fill does it: what does not fit is removed and given up.</summary>
    private static CacheEntry? TryFill(MemoryStore store, string key, int size, Head? request = null)
    {
        var response = Stored.Ok("Cache-Control: max-age=60", "Vary: foo");
        var selection = request is null ? Selection.Everything : Selection.Of(VaryField.Of(response.Head), request);
        if (store.Add(key, selection, response, 1000, declared: null) is not { } entry)
            return null;
        if (entry.Body.Write(size) == BodyRoom.Ready)
        {
            store.Settle(entry);
            entry.Body.Complete();
            return entry;
        }

        store.Remove(entry);
        entry.Body.Fail();
        return null;
    }
}
