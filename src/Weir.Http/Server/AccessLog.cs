using System.Buffers;

namespace Weir.Http.Server;

/// <summary>
/// Appends lines to a file from a thread of its own, so that a slow disk never holds up a loop. What does not fit into
/// the bounded buffer is dropped and counted.
/// </summary>
public sealed class AccessLog : IDisposable
{
    /// <summary>About two thousand lines: a second of a disk that has stopped, at a busy hour.</summary>
    private const int Capacity = 1024 * 1024;

    private readonly Stream _file;
    private readonly Thread _thread;
    private readonly AutoResetEvent _hasLines = new(initialState: false);

    /// <summary>Guards <see cref="_incoming"/> and <see cref="_isClosed"/>.</summary>
    private readonly Lock _lock = new();
    private ArrayBufferWriter<byte> _incoming = new(Capacity);
    private ArrayBufferWriter<byte> _writing = new(Capacity);
    private bool _isClosed;
    private long _dropped;

    /// <param name="file">Taken over.</param>
    public AccessLog(Stream file)
    {
        _file = file;
        _thread = new Thread(Run) { Name = "access log", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Opens <paramref name="path"/> for appending; other processes may read it and move it away.</summary>
    /// <param name="problem">Why it cannot be opened.</param>
    public static AccessLog? TryOpen(string path, out string? problem)
    {
        problem = null;
        try
        {
            return new AccessLog(
                new FileStream(
                    path,
                    FileMode.Append,
                    FileAccess.Write,
                    FileShare.ReadWrite | FileShare.Delete,
                    bufferSize: 0
                )
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = exception.Message;
            return null;
        }
    }

    /// <summary>Lines that were lost because the disk was too slow or refused them.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes a copy of one line, its line feed included. Any thread; does not wait.</summary>
    public void Write(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            if (_isClosed || _incoming.WrittenCount + line.Length > Capacity)
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            _incoming.Write(line);
        }

        _hasLines.Set();
    }

    /// <summary>Writes what is there and closes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
            _isClosed = true;
        _hasLines.Set();
        _thread.Join();
        _file.Dispose();
        _hasLines.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _hasLines.WaitOne();
            bool isClosed;
            lock (_lock)
            {
                (_incoming, _writing) = (_writing, _incoming);
                isClosed = _isClosed;
            }

            Flush();
            if (isClosed)
                return;
        }
    }

    private void Flush()
    {
        try
        {
            _file.Write(_writing.WrittenSpan);
        }
        catch (IOException)
        {
            Interlocked.Add(ref _dropped, _writing.WrittenSpan.Count((byte)'\n'));
        }

        _writing.ResetWrittenCount();
    }
}
