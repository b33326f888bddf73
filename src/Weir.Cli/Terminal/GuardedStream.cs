using Weir.Cli.Mistakes;

namespace Weir.Cli.Terminal;

/// <summary>
/// stdout or stderr, which may be a full disk. A result that cannot be written ends the command with a sentence; words for
/// the screen that nobody can read are dropped.
/// </summary>
internal sealed class GuardedStream(Stream inner, bool isResult) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException error)
        {
            Tell(error);
        }
    }

    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (IOException error)
        {
            Tell(error);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Tell(IOException error)
    {
        if (isResult)
            throw MistakeException.Failed(
                $"stdout cannot be written ({error.Message.TrimEnd('.')}); send it elsewhere"
            );
    }
}
