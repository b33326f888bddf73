using System.Text;
using Weir.Load.Requests;

namespace Weir.UnitTests.Load.Requests;

public sealed class AnswerReaderTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";

    private readonly AnswerReader _reader = new(new Reference("hello"u8.ToArray()));

    [Theory]
    [InlineData(Head + "hello")]
    [InlineData("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + Head + "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n")]
    public void The_file_is_recognised_however_it_is_cut(string answer)
    {
        for (var size = 1; size <= answer.Length; size++)
        {
            _reader.Reset();
            Feed(answer, size);

            Assert.Null(_reader.Problem);
            Assert.True(_reader.IsComplete, $"in pieces of {size}");
            Assert.True(_reader.MayReuse);
        }
    }

    [Theory]
    [InlineData(Head + "hallo")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhell")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello!")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    public void Other_bytes_are_wrong(string answer)
    {
        for (var size = 1; size <= answer.Length; size++)
        {
            _reader.Reset();
            Feed(answer, size);

            Assert.True(_reader.IsWrong);
            Assert.False(_reader.IsComplete);
            Assert.Equal("the answer has other bytes than the file had before the run", _reader.Problem);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "answered 503")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello", "malformed answer: ")]
    [InlineData("hello", null)]
    [InlineData("hello\r\n", "malformed answer: ")]
    public void What_is_no_such_answer_is_told(string answer, string? problem)
    {
        Feed(answer, 3);

        Assert.StartsWith(problem ?? "", _reader.Problem ?? "", StringComparison.Ordinal);
        Assert.Equal(problem is null, _reader.Problem is null);
        Assert.False(_reader.IsComplete);
        Assert.False(_reader.IsWrong);
    }

    [Fact]
    public void An_answer_may_end_with_its_connection()
    {
        Feed("HTTP/1.1 200 OK\r\n\r\nhello", 7);
        Assert.False(_reader.IsComplete);
        _reader.End();
        Assert.True(_reader.IsComplete);
    }

    [Fact]
    public void One_that_is_cut_off_is_not_whole()
    {
        Feed(Head + "hel", 100);
        _reader.End();

        Assert.False(_reader.IsComplete);
        Assert.True(_reader.HasBegun);
    }

    [Fact]
    public void Bytes_behind_its_end_spoil_the_connection()
    {
        Feed(Head + "helloHTTP/1.1", 100);

        Assert.True(_reader.IsComplete);
        Assert.False(_reader.MayReuse);
    }

    [Fact]
    public void A_server_that_closes_is_heard()
    {
        Feed("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", 100);

        Assert.True(_reader.IsComplete);
        Assert.False(_reader.MayReuse);
    }

    private void Feed(string answer, int size)
    {
        foreach (var piece in Encoding.ASCII.GetBytes(answer).Chunk(size))
        {
            piece.CopyTo(_reader.Room());
            _reader.Take(piece.Length);
        }
    }
}
