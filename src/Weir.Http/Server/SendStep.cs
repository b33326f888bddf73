namespace Weir.Http.Server;

/// <summary>Where a turn of sending has ended.</summary>
internal enum SendStep
{
    /// <summary>The kernel has all of it.</summary>
    Complete,

    /// <summary>The kernel takes nothing now.</summary>
    Blocked,

    /// <summary>Enough for one turn: the others come first.</summary>
    TurnOver,

    /// <summary>The gate says: from <see cref="ResponseSender.NotBefore"/> on.</summary>
    Held,

    /// <summary>The gate says: not until a kick.</summary>
    Paused,

    /// <summary>The file's next bytes are on the disk: <see cref="ResponseSender.Cold"/> comes next, on another thread.</summary>
    Cold,

    /// <summary>The streamed body has nothing now; it will say when.</summary>
    Starved,

    /// <summary>The peer is gone.</summary>
    Failed,

    /// <summary>The body is shorter than the head has promised.</summary>
    Truncated,

    /// <summary>The file has other bytes by now than those that the head has promised.</summary>
    Changed,
}
