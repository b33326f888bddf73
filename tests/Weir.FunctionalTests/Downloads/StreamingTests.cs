using Weir.Downloads.Downloading;
using Weir.Downloads.Writing;
using Weir.Measurements.Records;
using Weir.Testing.Origins;

namespace Weir.FunctionalTests.Downloads;

/// <summary>Downloads that are passed on in order while they are under way.</summary>
public sealed class StreamingTests : IAsyncDisposable
{
    private const int Bytes = (4 << 20) + 3;
    private readonly Scene _scene = new(Bytes);
    private readonly MemoryStream _output = new();

    public async ValueTask DisposeAsync()
    {
        await _output.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Bytes_come_in_order_from_all_sources(int sources, bool hasChecksum)
    {
        _scene.Add(sources);
        _scene.Change(o => o with { Checksum = hasChecksum ? _scene.Checksum : null });

        var result = await _scene.StreamAsync(_output);

        HoldRight(result);
        Assert.Equal(hasChecksum ? Verification.Sha256 : Verification.Size, result.Record.Verified);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_without_ranges_will_do(bool isChunked)
    {
        _scene.Add(new Misbehaviour { IgnoreRange = true, Chunked = isChunked });

        HoldRight(await _scene.StreamAsync(_output));
    }

    [Fact]
    public async Task File_larger_than_the_window_is_passed_on_to_a_slow_reader()
    {
        await using var scene = new Scene(120 << 20);
        scene.Add(new Misbehaviour { IgnoreRange = true });
        await using var slow = new CountingStream { PauseAt = 1 << 20, Pause = TimeSpan.FromSeconds(1) };

        var result = await scene.StreamAsync(slow);

        Assert.Equal(DownloadEnd.Done, result.End);
        Assert.Equal(120 << 20, slow.Count);
    }

    [Fact]
    public async Task With_pieces_nothing_wrong_is_passed_on()
    {
        _scene.Add(new Misbehaviour { FlipByteAt = 1 << 20 });
        _scene.Add(good: 1);
        _scene.Change(o => o with { Size = Bytes, Pieces = _scene.Pieces });

        var result = await _scene.StreamAsync(_output);

        HoldRight(result);
        Assert.Equal(Verification.Pieces, result.Record.Verified);
    }

    [Fact]
    public async Task With_only_the_hash_of_the_whole_the_end_tells_that_it_was_wrong()
    {
        _scene.Add(new Misbehaviour { FlipByteAt = 1 << 20 });
        _scene.Change(o => o with { Checksum = _scene.Checksum });

        var result = await _scene.StreamAsync(_output);

        Assert.Equal(DownloadEnd.Corrupt, result.End);
        Assert.Contains("cannot be taken back", result.Record.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_that_goes_away_ends_it()
    {
        _scene.Add(good: 2);
        await using var broken = new CountingStream { BreaksAt = 1 << 20 };

        var result = await _scene.StreamAsync(broken);

        Assert.Equal(DownloadEnd.Storage, result.End);
        Assert.Equal(StorageFaultKind.Closed, result.Storage!.Kind);
    }

    private void HoldRight(DownloadResult result)
    {
        Assert.True(result.End == DownloadEnd.Done, Scene.Describe(result.Record));
        Assert.True(_output.ToArray().AsSpan().SequenceEqual(_scene.File.Bytes.Span), "wrong bytes");
    }

    /// <summary>A reader that counts, may be slow once, and may go away.</summary>
    private sealed class CountingStream : Stream
    {
        public long Count { get; private set; }

        public long? BreaksAt { get; init; }

        public long? PauseAt { get; init; }

        public TimeSpan Pause { get; init; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Count;

        public override long Position
        {
            get => Count;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Count <= PauseAt && PauseAt < Count + buffer.Length)
                Task.Delay(Pause, TimeProvider.System).Wait(Scene.Ct);
            Count += buffer.Length;
            if (Count >= BreaksAt)
                throw new IOException("Broken pipe", 32);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
