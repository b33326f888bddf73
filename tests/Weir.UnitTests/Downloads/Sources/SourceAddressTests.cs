using System.Text;
using Weir.Downloads.Sources;

namespace Weir.UnitTests.Downloads.Sources;

public class SourceAddressTests
{
    [Theory]
    [InlineData("http://h/file.iso", "file.iso")]
    [InlineData("http://h/a/b/file.iso?version=../../x#part", "file.iso")]
    [InlineData("http://h/with%20space.bin", "with space.bin")]
    [InlineData("http://h/gr%C3%BC%C3%9Fe.bin", "grüße.bin")]
    [InlineData("http://h/", null)]
    [InlineData("http://h", null)]
    [InlineData("http://h/folder/", null)]
    public void File_is_named_after_the_last_segment_of_the_path(string url, string? name) =>
        Assert.Equal(name, Parse(url).FileName);

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("..")]
    [InlineData("%2e%2e%2f%2e%2e%2fx")]
    [InlineData("%2e%2e")]
    [InlineData("%252e%252e%252fx")]
    [InlineData("..%2f..%2fx")]
    [InlineData("..%5c..%5cx")]
    [InlineData("%2fetc%2fpasswd")]
    [InlineData("C:%5cx")]
    [InlineData("C:x")]
    [InlineData("%5c%5cserver%5cshare")]
    [InlineData("x%00.txt")]
    [InlineData("a%0d%0ab")]
    [InlineData("%1b%5b31mred")]
    [InlineData("x%7f%c2%85y")]
    [InlineData("%2ebashrc")]
    [InlineData(".hidden")]
    [InlineData("trailing.%20.")]
    [InlineData("%20%20")]
    [InlineData("exe%E2%80%AEtxt.gpj")] // right-to-left override: shown as exejpg.txt
    [InlineData("zero%E2%80%8Bwidth")]
    [InlineData("%ff%fe")]
    [InlineData("a%2a%3f%22%3c%3e%7cb")]
    [InlineData("CON")]
    [InlineData("nul.txt")]
    [InlineData("lpt1")]
    public void Name_from_a_hostile_segment_is_safe(string segment)
    {
        if (Parse($"http://h/{segment}").FileName is { } name)
            AssertSafe(name);
    }

    [Theory]
    [InlineData("a", 5000)]
    [InlineData("%C3%BC", 400)]
    [InlineData("%E2%82%AC", 300)]
    [InlineData("%F0%9F%98%80", 300)]
    [InlineData(".%20", 3000)]
    [InlineData("x.%20.%20", 300)]
    public void Long_name_is_cut_to_what_a_file_system_takes_with_our_suffixes(string letter, int count)
    {
        var name = Parse($"http://h/{string.Concat(Enumerable.Repeat(letter, count))}").FileName;

        if (name is not null)
            AssertSafe(name);
    }

    [Fact]
    public void Long_name_keeps_its_extension() =>
        Assert.EndsWith(
            ".tar.gz",
            Parse($"http://h/{new string('a', 5000)}.tar.gz").FileName,
            StringComparison.Ordinal
        );

    [Fact]
    public void Random_segments_never_make_an_unsafe_name()
    {
        var random = new Random(5);
        for (var i = 0; i < 5000; i++)
        {
            var segment = new StringBuilder();
            for (var length = random.Next(1, 12); length > 0; length--)
                segment.Append($"%{random.Next(256):x2}");
            if (Parse($"http://h/{segment}").FileName is { } name)
                AssertSafe(name);
        }
    }

    [Theory]
    [InlineData("http://user:secret@h:81/f?token=secret#secret", "http://h:81/f")]
    [InlineData("http://user%3Asecret@h/f", "http://h/f")]
    [InlineData("http://h/f", "http://h/f")]
    public void Public_url_has_no_userinfo_query_or_fragment(string url, string expected)
    {
        var address = Parse(url);

        Assert.Equal(expected, address.PublicUrl);
        Assert.DoesNotContain("user", address.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://u:p@h:81/dir/", "a", "http://h:81/dir/a")]
    [InlineData("http://u:p@h:81/dir/b?x", "a", "http://h:81/dir/a")]
    [InlineData("http://u:p@h:81/dir/", "sub/a b?#", "http://h:81/dir/sub/a%20b%3F%23")]
    [InlineData("http://u:p@h:81/dir/", "//evil/a", "http://h:81/dir/evil/a")]
    [InlineData("http://u:p@h:81/dir/", "http://evil/a", "http://h:81/dir/http%3A//evil/a")]
    public void A_file_beside_is_of_the_same_server_and_user(string url, string file, string expected)
    {
        var beside = Parse(url).Beside(file);

        Assert.Equal(expected, beside.Url);
        Assert.Equal(("h", 81, Parse(url).Authorization), (beside.Host, beside.Port, beside.Authorization));
    }

    [Fact]
    public void Userinfo_becomes_basic_authorization_decoded()
    {
        Assert.Equal(
            "Basic " + Convert.ToBase64String("us er:p@ss"u8),
            Parse("http://us%20er:p%40ss@h/f").Authorization
        );
        Assert.Null(Parse("http://h/f").Authorization);
    }

    [Theory]
    [InlineData("http://h/f", "h", 80, "h", "/f")]
    [InlineData("http://h:8080/f?q=1", "h", 8080, "h:8080", "/f?q=1")]
    [InlineData("http://[::1]:81/f", "::1", 81, "[::1]:81", "/f")]
    [InlineData("http://h", "h", 80, "h", "/")]
    [InlineData("http://h/ü b", "h", 80, "h", "/%C3%BC%20b")]
    [InlineData("http://h/f#part", "h", 80, "h", "/f")]
    public void Url_is_taken_apart_for_the_wire(string url, string host, int port, string field, string target)
    {
        var address = Parse(url);

        Assert.Equal(host, address.Host);
        Assert.Equal(port, address.Port);
        Assert.Equal(field, address.HostField);
        Assert.Equal(target, Encoding.ASCII.GetString(address.Target));
    }

    [Theory]
    [InlineData("file.iso", "is not a URL")]
    [InlineData("/etc/passwd", "is not a URL")]
    [InlineData("", "is not a URL")]
    [InlineData("http:/h/f", "is not a URL")]
    [InlineData("http://", "is not a URL")]
    [InlineData("http://h:99999/f", "is not a URL")]
    [InlineData("http://h:0/f", "port 0")]
    [InlineData("ftp://h/f", "scheme ftp")]
    [InlineData("file:///etc/passwd", "scheme file")]
    public void Mistakes_are_told_in_a_clause(string url, string part)
    {
        Assert.False(SourceAddress.TryParse(url, out var address, out var mistake));
        Assert.Null(address);
        Assert.Contains(part, mistake, StringComparison.Ordinal);
    }

    private static SourceAddress Parse(string url)
    {
        Assert.True(SourceAddress.TryParse(url, out var address, out var mistake), mistake);
        return address;
    }

    [Theory]
    [InlineData("http://[fe80::1%25lo]:81/f", "fe80::1%lo", "[fe80::1]:81")]
    [InlineData("http://[::1]/f", "::1", "[::1]")]
    public void Zone_of_an_address_is_dialled_and_not_sent(string url, string host, string field)
    {
        Assert.True(SourceAddress.TryParse(url, out var address, out var mistake), mistake);

        Assert.Equal((host, field), (address.Host, address.HostField));
    }

    private static void AssertSafe(string name)
    {
        Assert.Equal(name, Path.GetFileName(name));
        Assert.DoesNotContain(name, c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c));
        Assert.DoesNotContain(name, c => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format);
        Assert.NotEqual('.', name[0]);
        Assert.NotEqual(' ', name[0]);
        Assert.NotEqual('.', name[^1]);
        Assert.NotEqual(' ', name[^1]);
        Assert.Equal(name, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
        Assert.InRange(Encoding.UTF8.GetByteCount(name + ".weir-journal"), 1, 255);
        var stem = name.Split('.')[0].ToUpperInvariant();
        Assert.DoesNotContain(stem, (string[])["CON", "PRN", "AUX", "NUL", "COM1", "LPT1"]);
    }
}
