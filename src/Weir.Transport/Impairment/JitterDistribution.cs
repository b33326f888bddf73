namespace Weir.Transport.Impairment;

/// <summary>How delays spread around their mean.</summary>
public enum JitterDistribution
{
    /// <summary>The jitter is the standard deviation; delays below zero become zero.</summary>
    Normal,

    /// <summary>Any delay from the mean less the jitter to the mean plus the jitter is as likely.</summary>
    Uniform,
}
