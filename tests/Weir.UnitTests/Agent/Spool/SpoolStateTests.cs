using Weir.Agent.Spool;

namespace Weir.UnitTests.Agent.Spool;

public sealed class SpoolStateTests
{
    private static readonly SpoolState State = new(7, 1234, """{"type":"gap","error":"é"}""");

    [Fact]
    public void What_was_written_is_read_back() => Assert.Equal(State, SpoolState.Parse(State.Encode()));

    [Fact]
    public void A_state_torn_at_any_byte_is_none()
    {
        var whole = State.Encode();
        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.Null(SpoolState.Parse(whole.AsSpan(0, length))));
    }

    [Fact]
    public void A_flipped_bit_never_makes_another_state()
    {
        var whole = State.Encode();
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var bytes = whole.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(SpoolState.Parse(bytes) is not { } state || state == State, $"bit {bit}");
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"segment":-1,"offset":0,"gap":null}""")]
    [InlineData("null")]
    public void Other_records_are_no_state(string record) => Assert.Null(SpoolState.Parse(SpoolFormat.Encode(record)));
}
