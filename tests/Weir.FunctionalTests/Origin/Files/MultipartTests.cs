using System.Text;
using Weir.Testing.Files;

namespace Weir.FunctionalTests.Origin.Files;

public sealed class MultipartTests
{
    private const int Size = 3_000_000;
    private static readonly byte[] Content = new TestContent(Size).Bytes.ToArray();

    [Theory]
    [InlineData("bytes=0-0,-1", "0-0 2999999-2999999")]
    [InlineData("bytes=1000000-1999999 , , 0-99999", "1000000-1999999 0-99999")]
    [InlineData("bytes=0-9,1000-1009,5000000-,2000-2009", "0-9 1000-1009 2000-2009")]
    public async Task Several_ranges_come_as_parts_in_the_order_asked_for(string range, string expected)
    {
        await using var origin = await StartAsync();
        var answer = await origin.GetAsync("/f.txt", $"Range: {range}\r\n");

        Assert.Equal(206, answer.Status);
        Assert.Null(answer["Content-Range"]);
        Assert.Equal("bytes", answer["Accept-Ranges"]);
        Assert.Equal(Expected(answer["Content-Type"]!, expected), answer.Body);
    }

    [Theory]
    [InlineData("bytes=0-9,5-19", 0, 19)]
    [InlineData("bytes=100-199,0-99", 0, 199)]
    [InlineData("bytes=0-9,50-59", 0, 59)]
    [InlineData("bytes=0-9,5000000-5000001", 0, 9)]
    public async Task Ranges_that_are_one_come_as_one(string range, int from, int to)
    {
        await using var origin = await StartAsync();
        var answer = await origin.GetAsync("/f.txt", $"Range: {range}\r\n");

        Assert.Equal((206, $"bytes {from}-{to}/{Size}"), (answer.Status, answer["Content-Range"]));
        Assert.Equal(Content[from..(to + 1)], answer.Body);
    }

    [Fact]
    public async Task More_than_sixteen_parts_are_not_worth_it_and_the_whole_comes()
    {
        await using var origin = await StartAsync();
        var sixteen = string.Join(',', Enumerable.Range(0, 16).Select(i => $"{i * 1000}-{(i * 1000) + 9}"));

        Assert.Equal(206, (await origin.GetAsync("/f.txt", $"Range: bytes={sixteen}\r\n")).Status);
        var answer = await origin.GetAsync("/f.txt", $"Range: bytes={sixteen},50000-50009\r\n");
        Assert.Equal((200, Size), (answer.Status, answer.Body.Length));
        var many = string.Join(',', Enumerable.Repeat("0-", 1000));
        Assert.Equal(200, (await origin.GetAsync("/f.txt", $"Range: bytes={many}\r\n")).Status);
    }

    [Fact]
    public async Task Conditions_and_HEAD_are_as_with_one_range()
    {
        await using var origin = await StartAsync();
        var tag = (await origin.GetAsync("/f.txt"))["ETag"];
        const string range = "Range: bytes=0-0,-1\r\n";

        Assert.Equal(206, (await origin.GetAsync("/f.txt", $"{range}If-Range: {tag}\r\n")).Status);
        Assert.Equal(200, (await origin.GetAsync("/f.txt", $"{range}If-Range: \"x\"\r\n")).Status);
        Assert.Equal(200, (await origin.GetAsync("/f.txt", range, "HEAD")).Status);
        Assert.Equal(416, (await origin.GetAsync("/f.txt", "Range: bytes=5000000-,6000000-\r\n")).Status);
        Assert.Equal(200, (await origin.GetAsync("/f.txt", "Range: bytes=0-0,x\r\n")).Status);
    }

    [Fact]
    public async Task The_connection_goes_on_after_parts()
    {
        await using var origin = await StartAsync();
        using var client = await origin.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.GetAsync("/f.txt", "Range: bytes=0-0,-1\r\n");
            Assert.Equal(206, (await client.ReadAsync()).Status);
        }
    }

    private static byte[] Expected(string contentType, string ranges)
    {
        Assert.StartsWith("multipart/byteranges; boundary=", contentType, StringComparison.Ordinal);
        var boundary = contentType.Split('=')[1];
        var body = new MemoryStream();
        var lead = "";
        foreach (var range in ranges.Split(' '))
        {
            var (from, to) = (int.Parse(range.Split('-')[0]), int.Parse(range.Split('-')[1]));
            body.Write(
                Encoding.ASCII.GetBytes(
                    $"{lead}--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n"
                        + $"Content-Range: bytes {from}-{to}/{Size}\r\n\r\n"
                )
            );
            body.Write(Content.AsSpan(from, to - from + 1));
            lead = "\r\n";
        }

        body.Write(Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"));
        return body.ToArray();
    }

    private static Task<TestOrigin> StartAsync() =>
        TestOrigin.StartAsync(folder => folder.Write("root/f.txt", Content));
}
