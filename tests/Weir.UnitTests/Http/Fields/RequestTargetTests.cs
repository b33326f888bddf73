using FsCheck;
using FsCheck.Fluent;
using Weir.Http.Fields;
using static Weir.UnitTests.Http.Messages.Wire;

namespace Weir.UnitTests.Http.Fields;

public class RequestTargetTests
{
    [Theory]
    [InlineData("/", TargetForm.Origin, "", "/", "")]
    [InlineData("/a/b?c=d?e", TargetForm.Origin, "", "/a/b", "c=d?e")]
    [InlineData("/?", TargetForm.Origin, "", "/", "")]
    [InlineData("//a/b", TargetForm.Origin, "", "//a/b", "")]
    [InlineData("http://a:80/b?c", TargetForm.Absolute, "a:80", "/b", "c")]
    [InlineData("HTTP://[::1]/", TargetForm.Absolute, "[::1]", "/", "")]
    [InlineData("https://a:443/b?c", TargetForm.Absolute, "a:443", "/b", "c")]
    [InlineData("http://a", TargetForm.Absolute, "a", "/", "")]
    [InlineData("http://a?b/c", TargetForm.Absolute, "a", "/", "b/c")]
    [InlineData("*", TargetForm.Asterisk, "", "", "")]
    public void A_target_is_taken_apart(string value, TargetForm form, string host, string path, string query)
    {
        Assert.True(RequestTarget.TryParse(Bytes(value), out var target));
        Assert.Equal(form, target.Form);
        Assert.Equal(host, Text(target.Host));
        Assert.Equal(path, Text(target.Path));
        Assert.Equal(query, Text(target.Query));
    }

    [Theory]
    [InlineData("HTTPS://a/", true)]
    [InlineData("http://a/", false)]
    [InlineData("/https://a/", false)]
    public void A_target_says_whether_it_is_for_TLS_alone(string value, bool isHttps)
    {
        Assert.True(RequestTarget.TryParse(Bytes(value), out var target));
        Assert.Equal(isHttps, target.IsHttps);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("**")]
    [InlineData("a:80")]
    [InlineData("/a#b")]
    [InlineData("http:/a")]
    [InlineData("http://")]
    [InlineData("http:///a")]
    [InlineData("http://u:p@a/")]
    [InlineData("http://a\\@b/")]
    [InlineData("http://a:b/")]
    [InlineData("https:///a")]
    [InlineData("https:/a")]
    [InlineData("ftp://a/")]
    public void Any_other_target_is_refused(string value) => Assert.False(RequestTarget.TryParse(Bytes(value), out _));

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a/b.iso", "/a/b.iso")]
    [InlineData("/a/", "/a/")]
    [InlineData("/a%20b", "/a b")]
    [InlineData("/%e2%82%AC", "/\u20ac")]
    [InlineData("/%2525", "/%25")]
    [InlineData("/a..b/...", "/a..b/...")]
    [InlineData("/.hidden", "/.hidden")]
    [InlineData("/a%3Fb%23c", "/a?b#c")]
    [InlineData("/a+b;c", "/a+b;c")]
    public void A_path_is_decoded_once(string path, string decoded)
    {
        Assert.Equal(PathResult.Ok, RequestTarget.TryDecodePath(Bytes(path), out var result));
        Assert.Equal(decoded, result);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("*")]
    [InlineData("/a%")]
    [InlineData("/a%2")]
    [InlineData("/a%g0")]
    [InlineData("/a%+1")]
    [InlineData("/a%00")]
    [InlineData("/a%0d%0ab")]
    [InlineData("/a%7f")]
    [InlineData("/a%c2%80")]
    [InlineData("/a\\b")]
    [InlineData("/a%5cb")]
    [InlineData("/a%2fb")]
    [InlineData("/a%2Fb")]
    [InlineData("/%ff")]
    [InlineData("/%c0%af")]
    [InlineData("/%c0%ae%c0%ae/a")]
    [InlineData("/%ed%a0%80")]
    [InlineData("/.")]
    [InlineData("/..")]
    [InlineData("/a/../b")]
    [InlineData("/a/./b")]
    [InlineData("/%2e%2e/b")]
    [InlineData("/a/.%2E")]
    [InlineData("/a/%2e/")]
    [InlineData("//")]
    [InlineData("//a")]
    [InlineData("/a//b")]
    [InlineData("/a//")]
    public void A_path_that_two_readers_could_take_differently_is_bad(string path)
    {
        Assert.Equal(PathResult.Bad, RequestTarget.TryDecodePath(Bytes(path), out var result));
        Assert.Equal("", result);
    }

    [Fact]
    public void A_path_as_long_as_a_request_line_is_decoded()
    {
        var name = new string('x', 16000);
        Assert.Equal(PathResult.Ok, RequestTarget.TryDecodePath(Bytes("/" + name), out var result));
        Assert.Equal("/" + name, result);
    }

    [Fact]
    public void A_file_name_that_is_encoded_is_decoded_to_itself() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonEmptyString>(),
                name =>
                {
                    var plain = new string([
                        .. name.Get.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('/' or '\\')),
                    ]);
                    var result = RequestTarget.TryDecodePath(
                        Bytes("/x" + Uri.EscapeDataString(plain)),
                        out var decoded
                    );
                    return result == PathResult.Ok && decoded == "/x" + plain;
                }
            )
            .QuickCheckThrowOnFailure();
}
