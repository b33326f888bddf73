using Weir.Origin.Digests;
using Weir.Origin.Files;
using Weir.Testing.Time;

namespace Weir.UnitTests.Origin.Digests;

public sealed class FileDigestTests
{
    [Fact]
    public async Task What_could_not_be_read_is_tried_again_after_a_rest()
    {
        var time = new ManualTimeProvider();
        var digest = new FileDigest(new FileFacts(EntryKind.File, 1, 0, 0, 1));
        Assert.True(digest.TryAsk(time));
        Assert.False(digest.TryAsk(time));
        var waiting = digest.Done;
        digest.Fail(time.GetElapsedTime(0, time.GetTimestamp()) + TimeSpan.FromSeconds(10));

        Assert.Null(await waiting);
        Assert.False(digest.Done.IsCompleted);
        Assert.False(digest.TryAsk(time));
        Assert.False(digest.IsOnItsWay);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(digest.TryAsk(time));
        Assert.True(digest.IsOnItsWay);
    }
}
