using System.Text;
using Weir.Downloads.Receipts;
using Weir.Downloads.Sources;
using Weir.Measurements.Records;

namespace Weir.UnitTests.Downloads.Receipts;

public sealed class ReceiptTests
{
    [Theory]
    [InlineData("http://a:8000/.weir/runs/1/1/x", "/.weir/runs/1/1/x")]
    [InlineData("/.weir/runs/1/1/x?y=1", "/.weir/runs/1/1/x?y=1")]
    [InlineData("http://b:8000/x", null)]
    [InlineData("http://a:8001/x", null)]
    [InlineData("https://a:8000/x", null)]
    [InlineData("http://user@a:8000/x", null)]
    [InlineData("//b/x", null)]
    [InlineData("", null)]
    [InlineData("http://a:8000:9/", null)]
    public void A_receipt_goes_to_the_server_that_asks_for_it_and_to_nobody_else(string field, string? target)
    {
        Assert.Equal(target, ReceiptTarget.Of(Source(), Encoding.Latin1.GetBytes(field))?.PathAndQuery);
    }

    [Fact]
    public void A_receipt_tells_no_secrets_of_the_sources()
    {
        var body = Encoding.UTF8.GetString(Receipt.Body(Record("http://me:secret@a:8000/f?token=secret")));

        Assert.DoesNotContain("secret", body);
        Assert.Contains("\"url\":\"http://a:8000/f\"", body);
    }

    [Fact]
    public void A_receipt_fits_into_what_servers_take()
    {
        var many = Record([.. Enumerable.Repeat("http://a:8000/" + new string('f', 200), 1000)]);

        Assert.InRange(Receipt.Body(many).Length, 1, 64 * 1024);
    }

    private static SourceAddress Source()
    {
        Assert.True(SourceAddress.TryParse("http://me:secret@a:8000/dir/f", out var source, out _));
        return source;
    }

    private static TransferRecord Record(params string[] urls) =>
        new()
        {
            Id = "1",
            StartedAt = DateTimeOffset.UnixEpoch,
            Agent = "a",
            Target = "t",
            Outcome = TransferOutcome.Ok,
            Sources = [.. urls.Select(url => new SourceRecord { Url = url, State = SourceState.Done })],
        };
}
