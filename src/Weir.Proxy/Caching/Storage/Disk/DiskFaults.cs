namespace Weir.Proxy.Caching.Storage.Disk;

/// <summary>What goes wrong with the disk: counted, and told in a sentence. Any thread.</summary>
/// <param name="path">The folder of the cache.</param>
/// <param name="warn">Told when the disk begins to fail, and of files that are not what was stored.</param>
internal sealed class DiskFaults(string path, Action<string> warn)
{
    private long _errors;
    private long _corrupt;
    private int _isFailing;

    /// <summary>Files that could not be written.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>Files that were not what was stored, and are gone.</summary>
    public long Corrupt => Interlocked.Read(ref _corrupt);

    /// <summary>Tells of it once until it works again.</summary>
    public void Failed(Exception fault)
    {
        Interlocked.Increment(ref _errors);
        if (Interlocked.Exchange(ref _isFailing, 1) == 0)
            warn($"{path} cannot be written, so that nothing is kept there; {fault.Message}");
    }

    public void Worked() => Volatile.Write(ref _isFailing, 0);

    public void Spoiled(string file)
    {
        Interlocked.Increment(ref _corrupt);
        warn($"{file} is not what was stored; it is removed and fetched again");
    }
}
