namespace Weir.Transport.Impairment;

/// <summary>Whether a packet passes.</summary>
public enum ImpairmentVerdict
{
    /// <summary>It leaves, once or twice.</summary>
    Passed,

    /// <summary>It is lost at random.</summary>
    Lost,

    /// <summary>It found the queue full.</summary>
    QueueFull,
}
