using Weir.Measurements.Records;

namespace Weir.UnitTests.Measurements.Records;

public sealed class RecordIdsTests
{
    [Fact]
    public void Ids_are_version_7_and_carry_their_time()
    {
        var id = RecordIds.NewId(new FixedTime(DateTimeOffset.FromUnixTimeMilliseconds(0x0123456789AB)));

        Assert.StartsWith("01234567-89ab-7", id, StringComparison.Ordinal);
        Assert.True(Guid.TryParseExact(id, "D", out _));
    }

    [Fact]
    public void Ids_are_written_as_Guid_writes_them()
    {
        for (var i = 0; i < 100; i++)
        {
            var id = RecordIds.NewId(TimeProvider.System);
            Assert.Equal(Guid.Parse(id).ToString(), id);
        }
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
