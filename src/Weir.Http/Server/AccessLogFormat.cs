namespace Weir.Http.Server;

/// <summary>What a line of an access log looks like.</summary>
public enum AccessLogFormat
{
    /// <summary>An object per line, with all that is known.</summary>
    Json,

    /// <summary>The line that Apache and nginx call "combined", which every log analyser reads.</summary>
    Combined,
}
