namespace Weir.Transport.Impairment;

/// <summary>What an impaired path did to a packet that it lets through.</summary>
[Flags]
public enum DepartureMarks
{
    None = 0,

    /// <summary>The second of the same.</summary>
    Copy = 1,

    /// <summary>To be held back until a later packet of its flow has left, or until its time of departure.</summary>
    Held = 2,
}
