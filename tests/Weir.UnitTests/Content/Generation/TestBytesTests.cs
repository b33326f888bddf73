using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Weir.Content.Generation;

namespace Weir.UnitTests.Content.Generation;

public sealed class TestBytesTests
{
    [Fact]
    public void Any_stretch_can_be_made_without_what_lies_before_it()
    {
        var all = new byte[300];
        TestBytes.Fill(all, 0, seed: 7);

        Prop.ForAll(
                Gen.Choose(0, 300).Two().ToArbitrary(),
                ends =>
                {
                    var (from, to) = (Math.Min(ends.Item1, ends.Item2), Math.Max(ends.Item1, ends.Item2));
                    var part = new byte[to - from];
                    TestBytes.Fill(part, from, seed: 7);
                    return all.AsSpan(from..to).SequenceEqual(part);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_two_words_of_a_file_are_equal()
    {
        var bytes = new byte[1 << 20];
        TestBytes.Fill(bytes, 0, seed: 1);

        var words = MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();
        Assert.Equal(words.Length, words.Distinct().Count());
    }

    [Fact]
    public void Neighbouring_seeds_share_no_word()
    {
        var one = new byte[1 << 16];
        var two = new byte[1 << 16];
        TestBytes.Fill(one, 0, seed: 1);
        TestBytes.Fill(two, 0, seed: 2);

        var words = MemoryMarshal.Cast<byte, ulong>(one).ToArray().ToHashSet();
        Assert.False(words.Overlaps(MemoryMarshal.Cast<byte, ulong>(two).ToArray()));
    }

    [Fact]
    public void The_content_of_a_seed_never_changes_between_versions()
    {
        var bytes = new byte[16];
        TestBytes.Fill(bytes, 1 << 20, seed: 42);

        Assert.Equal("5ead0211ac8cce0c55c9d454ea3b2463", Convert.ToHexStringLower(bytes));
    }
}
