namespace Weir.Proxy.Caching.Storage;

/// <summary>Who reads a body now. Guarded by the body's lock.</summary>
internal sealed class BodyReaders
{
    private readonly List<BodyReader> _readers = [];

    public int Count => _readers.Count;

    /// <summary>The byte that the slowest of them is to send next.</summary>
    public long Slowest
    {
        get
        {
            var slowest = long.MaxValue;
            foreach (var reader in _readers)
                slowest = Math.Min(slowest, reader.Position);
            return slowest;
        }
    }

    public void Add(BodyReader reader) => _readers.Add(reader);

    public void Remove(BodyReader reader) => _readers.Remove(reader);

    public void Wake()
    {
        foreach (var reader in _readers)
            reader.Wake();
    }

    /// <summary>The full blocks that end at a byte or before are no more.</summary>
    public void ForgetBefore(long position)
    {
        foreach (var reader in _readers)
        {
            if (reader.Block is { IsFull: true } block && block.End <= position)
                reader.Block = null;
        }
    }
}
