using System.Text;
using Weir.Agent.Spool;

namespace Weir.UnitTests.Agent.Spool;

public sealed class SpoolFormatTests
{
    private static readonly string[] Records =
    [
        """{"id":"a","target":"é ✓ \"x\""}""",
        "",
        "{}",
        "00000002 12345678 {}",
        new string('x', 300),
        """{"id":"last"}""",
    ];

    private static readonly byte[] Whole = [.. Records.SelectMany(SpoolFormat.Encode)];

    [Fact]
    public void What_was_written_is_read_back()
    {
        Assert.Equal(Records, Read(Whole, out var damaged, out var end));
        Assert.Equal((0, SpoolPart.End), (damaged, end));
    }

    [Fact]
    public void A_file_torn_at_any_byte_gives_the_records_before_it()
    {
        var ends = Records.Select(record => Encoding.UTF8.GetByteCount(record) + SpoolFormat.Overhead).ToArray();
        for (var length = 0; length < Whole.Length; length++)
        {
            var (whole, sum) = (0, 0);
            for (; whole < ends.Length && sum + ends[whole] <= length; whole++)
                sum += ends[whole];

            Assert.Equal(Records[..whole], Read(Whole.AsSpan(0, length), out var damaged, out var end));
            Assert.Equal(0, damaged);
            Assert.Equal(length == sum ? SpoolPart.End : SpoolPart.Torn, end);
        }
    }

    [Fact]
    public void Any_flipped_bit_costs_one_record_at_most_and_changes_none()
    {
        for (var bit = 0; bit < Whole.Length * 8; bit++)
        {
            var bytes = Whole.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));

            var left = Read(bytes, out _, out _);

            Assert.True(left.Count >= Records.Length - 1, $"bit {bit} costs {Records.Length - left.Count} records");
            Assert.Equal(left, Records.Where(left.Contains));
        }
    }

    [Fact]
    public void A_hole_of_zeros_that_a_power_loss_left_is_torn()
    {
        Assert.Equal(Records, Read([.. Whole, .. new byte[4096]], out var damaged, out var end));
        Assert.Equal((0, SpoolPart.Torn), (damaged, end));
    }

    [Fact]
    public void Damage_in_the_middle_is_counted_and_what_follows_is_read()
    {
        byte[] bytes = [.. SpoolFormat.Encode("a"), .. "no record\n"u8, .. SpoolFormat.Encode("b")];
        Assert.Equal(["a", "b"], Read(bytes, out var damaged, out _));
        Assert.Equal(1, damaged);
    }

    [Fact]
    public void A_record_is_one_line() => Assert.Throws<ArgumentException>(() => SpoolFormat.Encode("{}\n{}"));

    private static List<string> Read(ReadOnlySpan<byte> bytes, out int damaged, out SpoolPart end)
    {
        var records = new List<string>();
        for (damaged = 0; ; )
        {
            end = SpoolFormat.Next(bytes, out var record, out var consumed);
            if (end is SpoolPart.End or SpoolPart.Torn)
                return records;
            if (end == SpoolPart.Record)
                records.Add(Encoding.UTF8.GetString(record));
            else
                damaged++;
            bytes = bytes[consumed..];
        }
    }
}
