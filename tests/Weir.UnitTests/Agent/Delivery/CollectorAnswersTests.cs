using System.Net;
using System.Text;
using Weir.Agent.Delivery;

namespace Weir.UnitTests.Agent.Delivery;

public sealed class CollectorAnswersTests
{
    [Fact]
    public void A_receipt_that_accounts_for_every_record_acknowledges_them()
    {
        var answer = Assert.IsType<DeliveryAcknowledged>(
            Read(200, """{"accepted":2,"duplicates":1,"rejected":[{"line":4,"reason":"no id"}],"more":1}""", sent: 4)
        );

        Assert.Equal((2, 1), (answer.Accepted, answer.Duplicates));
        Assert.Equal([new Rejection(4, "no id")], answer.Rejected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!DOCTYPE html><title>Log in</title>")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"accepted":2}""")]
    [InlineData("""{"accepted":1,"duplicates":0,"rejected":[]}""")]
    [InlineData("""{"accepted":3,"duplicates":0,"rejected":[]}""")]
    [InlineData("""{"accepted":3,"duplicates":-1,"rejected":[]}""")]
    [InlineData("""{"accepted":2147483647,"duplicates":2147483647,"rejected":[]}""")]
    [InlineData("""{"accepted":1,"duplicates":0,"rejected":[{"line":3,"reason":"r"}]}""")]
    [InlineData("""{"accepted":1,"duplicates":0,"rejected":[{"line":0,"reason":"r"}]}""")]
    [InlineData("""{"accepted":0,"duplicates":0,"rejected":[{"line":1,"reason":"r"},{"line":1,"reason":"r"}]}""")]
    public void Anything_else_acknowledges_nothing(string body) =>
        Assert.Equal(DeliveryFaultKind.Unexpected, Assert.IsType<DeliveryFailed>(Read(200, body, sent: 2)).Kind);

    [Theory]
    [InlineData(201, DeliveryFaultKind.Unexpected)]
    [InlineData(204, DeliveryFaultKind.Unexpected)]
    [InlineData(301, DeliveryFaultKind.Unexpected)]
    [InlineData(400, DeliveryFaultKind.Unexpected)]
    [InlineData(401, DeliveryFaultKind.Unauthorized)]
    [InlineData(403, DeliveryFaultKind.Unauthorized)]
    [InlineData(404, DeliveryFaultKind.Unexpected)]
    [InlineData(413, DeliveryFaultKind.TooLarge)]
    [InlineData(500, DeliveryFaultKind.Unexpected)]
    [InlineData(503, DeliveryFaultKind.Unexpected)]
    public void A_receipt_under_another_status_acknowledges_nothing(int status, DeliveryFaultKind kind)
    {
        var failed = Assert.IsType<DeliveryFailed>(
            Read(status, """{"accepted":2,"duplicates":0,"rejected":[]}""", sent: 2)
        );

        Assert.Equal(kind, failed.Kind);
        Assert.Contains("https://c:7070", failed.Reason, StringComparison.Ordinal);
        Assert.Contains($"{status}", failed.Reason, StringComparison.Ordinal);
    }

    private static DeliveryAnswer Read(int status, string body, int sent) =>
        CollectorAnswers.Read("https://c:7070", (HttpStatusCode)status, Encoding.UTF8.GetBytes(body), sent, null);
}
