using Weir.Measurements.Histograms;

namespace Weir.Load.Requests;

/// <summary>What became of the requests of one client. One thread at a time.</summary>
internal sealed class RequestTally
{
    public Distribution Latency { get; } = new();

    public Distribution Service { get; } = new();

    public long Ok { get; private set; }

    public long Failed { get; private set; }

    public long Corrupt { get; private set; }

    /// <summary>Body bytes of right answers.</summary>
    public long Bytes { get; private set; }

    /// <summary>Of the first request that went wrong, in a clause.</summary>
    public string? FirstError { get; private set; }

    public void AddOk(long bytes, TimeSpan latency, TimeSpan service)
    {
        Ok++;
        Bytes += bytes;
        Latency.Add(latency.TotalSeconds);
        Service.Add(service.TotalSeconds);
    }

    public void AddFailed(string error)
    {
        Failed++;
        FirstError ??= error;
    }

    public void AddCorrupt(string error)
    {
        Corrupt++;
        FirstError ??= error;
    }

    public void Merge(RequestTally other)
    {
        Latency.Merge(other.Latency);
        Service.Merge(other.Service);
        Ok += other.Ok;
        Failed += other.Failed;
        Corrupt += other.Corrupt;
        Bytes += other.Bytes;
        FirstError ??= other.FirstError;
    }
}
