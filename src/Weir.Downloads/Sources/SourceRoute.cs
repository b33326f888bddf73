namespace Weir.Downloads.Sources;

/// <summary>
/// Where a source's file is fetched at the moment: at its own URL, or where that redirects to. Shared by all connections
/// of the source, so that a redirect is asked for once and not for each segment. Thread-safe.
/// </summary>
internal sealed class SourceRoute
{
    private SourceAddress _current;
    private string? _run;

    public SourceRoute(SourceAddress origin)
    {
        Origin = origin;
        _current = origin;
    }

    /// <summary>The source as it was given.</summary>
    public SourceAddress Origin { get; }

    /// <summary>Whether an address is at the server that the user named, who may see what the user adds to requests.</summary>
    public bool IsNamed(SourceAddress address) =>
        string.Equals(address.Authority, Origin.NamedAuthority, StringComparison.OrdinalIgnoreCase);

    public SourceAddress Current => Volatile.Read(ref _current);

    /// <summary>The run of which the source has said that this transfer is a part; null before it has.</summary>
    public string? Run
    {
        get => Volatile.Read(ref _run);
        set => Volatile.Write(ref _run, value);
    }

    /// <summary>The file was found at <paramref name="target"/>.</summary>
    public void Settle(SourceAddress target) => Volatile.Write(ref _current, target);

    /// <summary>It is not there any more: the next request asks the source's own URL again.</summary>
    public void Forget(SourceAddress target) => Interlocked.CompareExchange(ref _current, Origin, target);
}
