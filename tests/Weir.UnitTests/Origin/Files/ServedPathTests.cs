using FsCheck;
using FsCheck.Fluent;
using Weir.Http.Fields;
using Weir.Origin.Files;

namespace Weir.UnitTests.Origin.Files;

public sealed class ServedPathTests
{
    [Fact]
    public void No_target_whatever_its_bytes_leads_out_of_the_root()
    {
        var piece = Gen.Elements(
            "/",
            "..",
            ".",
            "%2e",
            "%2E",
            "%2f",
            "%5c",
            "\\",
            "%00",
            "a",
            "%c0%ae",
            "%252e",
            "//",
            "%",
            "é",
            "~",
            ":",
            "..."
        );
        Prop.ForAll(
                piece.ListOf().Select(pieces => "/" + string.Concat(pieces)).ToArbitrary(),
                target =>
                {
                    var bytes = System.Text.Encoding.UTF8.GetBytes(target);
                    if (
                        RequestTarget.TryDecodePath(bytes, out var decoded) != PathResult.Ok
                        || !ServedPath.TryMakeRelative(decoded, out var relative)
                    )
                        return true;
                    var full = Path.GetFullPath(Path.Combine("/the/root", relative));
                    return full == "/the/root" || full.StartsWith("/the/root/", StringComparison.Ordinal);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("/", ".")]
    [InlineData("/a", "a")]
    [InlineData("/a/", "a")]
    [InlineData("/a/b c", "a/b c")]
    [InlineData("/...", "...")]
    public void Path_becomes_relative(string decoded, string expected)
    {
        Assert.True(ServedPath.TryMakeRelative(decoded, out var relative));
        Assert.Equal(expected, relative);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("//")]
    [InlineData("//a")]
    [InlineData("/a//b")]
    [InlineData("/..")]
    [InlineData("/a/../b")]
    [InlineData("/./a")]
    [InlineData("/a.weir-part")]
    [InlineData("/A.WEIR-JOURNAL/b")]
    [InlineData("/a\0b")]
    public void Name_that_is_not_served_is_refused(string decoded) =>
        Assert.False(ServedPath.TryMakeRelative(decoded, out _));
}
