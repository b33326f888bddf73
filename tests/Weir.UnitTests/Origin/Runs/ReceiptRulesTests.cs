using System.Net;
using Weir.Analysis.Runs;
using Weir.Http.Fields;
using Weir.Measurements.Records;
using Weir.Origin.Files;
using Weir.Origin.Runs;

namespace Weir.UnitTests.Origin.Runs;

public sealed class ReceiptRulesTests
{
    private const long Size = 1000;
    private static readonly TimeSpan Released = TimeSpan.FromSeconds(100);

    private readonly RunClient _client = new(
        new ClientId("ann", null),
        new ServedFile("/a/f", Size, new ByteRange(0, Size - 1)),
        new IPEndPoint(IPAddress.Loopback, 40000),
        new IPEndPoint(IPAddress.Loopback, 8000),
        "ticket"
    );

    [Fact]
    public void Without_a_receipt_the_server_tells_what_it_sent()
    {
        Send(Size, after: 2);
        var row = Row();

        Assert.Equal((TransferOutcome.Ok, Size, null), (row.Outcome, row.Bytes, row.Sha256));
        Assert.Equal(TimeSpan.FromSeconds(2), row.Duration);
        Assert.Equal(("ann", "f", 40000, Size), (row.Client, row.File, row.LocalPort, row.ExpectedBytes));
        Assert.Equal(new ServerSide(Size, TimeSpan.FromSeconds(2), 8000, 3), row.Server);
    }

    [Fact]
    public void Without_a_receipt_a_part_is_a_failure()
    {
        Send(Size / 2, after: 2);

        Assert.Equal(
            (TransferOutcome.Failed, "500 of 1000 bytes were sent, and no receipt came"),
            (Row().Outcome, Row().Error)
        );
    }

    [Fact]
    public void A_receipt_adds_what_only_the_client_knows()
    {
        Send(Size, after: 2);
        Receive(Receipts.Ok(Size, seconds: 3), after: 4);
        var row = Row();

        Assert.Equal((TransferOutcome.Ok, new string('a', 64)), (row.Outcome, row.Sha256));
        Assert.Equal(TimeSpan.FromSeconds(3), row.Duration);
        Assert.Equal(TimeSpan.FromMilliseconds(2), row.Response);
    }

    [Theory]
    [InlineData(0.001, 2)]
    [InlineData(60, 4)]
    public void A_claimed_time_stays_within_what_the_server_saw(double claimed, double expected)
    {
        Send(Size, after: 2);
        Receive(Receipts.Ok(Size, seconds: claimed), after: 4);

        Assert.Equal(TimeSpan.FromSeconds(expected), Row().Duration);
    }

    [Fact]
    public void A_receipt_that_counts_more_than_was_sent_is_not_believed()
    {
        Send(Size / 2, after: 2);
        Receive(Receipts.Ok(Size), after: 4);

        Assert.Equal(
            (TransferOutcome.Failed, "its receipt counts 1000 bytes from this server, which sent 500"),
            (Row().Outcome, Row().Error)
        );
    }

    [Fact]
    public void A_receipt_may_count_bytes_of_other_servers()
    {
        Send(Size / 2, after: 2);
        var here = Receipts.Ok(Size / 2);
        var there = Receipts.Ok(Size / 2, address: "127.0.0.1:9000");
        Receive(here with { Bytes = Size, Sources = [here.Sources[0], there.Sources[0]] }, after: 4);

        Assert.Equal(TransferOutcome.Ok, Row().Outcome);
    }

    [Fact]
    public void A_receipt_of_another_size_is_not_believed()
    {
        Send(Size, after: 2);
        Receive(Receipts.Ok(Size - 1), after: 4);

        Assert.Equal(
            (TransferOutcome.Failed, "its receipt says ok with 999 bytes of a file of 1000"),
            (Row().Outcome, Row().Error)
        );
    }

    [Fact]
    public void A_client_is_believed_that_it_failed()
    {
        Send(Size, after: 2);
        Receive(
            Receipts.Ok(Size) with
            {
                Outcome = TransferOutcome.Corrupt,
                Error = new string('x', 1000),
                Sha256 = "<b>",
                Bytes = long.MaxValue,
            },
            after: 4
        );
        var row = Row();

        Assert.Equal((TransferOutcome.Corrupt, null, Size), (row.Outcome, row.Sha256, row.Bytes));
        Assert.Equal(300, row.Error!.Length);
    }

    private void Send(long bytes, double after)
    {
        _client.Begin();
        _client.End(
            new SentPart("/a/f", bytes, IsComplete: true, Released, _client.Remote, 3),
            Released + TimeSpan.FromSeconds(after)
        );
    }

    private void Receive(TransferRecord receipt, double after) =>
        _client.Take(receipt, Released + TimeSpan.FromSeconds(after));

    private ClientResult Row() =>
        ReceiptRules.Of(new Round("lab3", 1, [_client], Released, DateTimeOffset.UnixEpoch), _client, [8000, 8001]);
}
