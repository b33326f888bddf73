namespace Weir.Http.Server;

/// <summary>Bytes of requests that are on their way, over all connections of a server. Any thread.</summary>
internal sealed class RequestMemory(long most)
{
    private long _held;

    public long Held => Interlocked.Read(ref _held);

    /// <summary>False when that would be too many.</summary>
    public bool TryTake(int bytes)
    {
        if (bytes == 0 || Interlocked.Add(ref _held, bytes) <= most)
            return true;
        Return(bytes);
        return false;
    }

    public void Return(int bytes)
    {
        if (bytes > 0)
            Interlocked.Add(ref _held, -bytes);
    }
}
