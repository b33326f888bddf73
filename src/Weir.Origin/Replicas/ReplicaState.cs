namespace Weir.Origin.Replicas;

/// <summary>What a replica does with requests.</summary>
public enum ReplicaState
{
    Serving,

    /// <summary>Nothing more is handed to the kernel; connections stay, new ones are accepted and held.</summary>
    Paused,

    /// <summary>Connections were reset and the port refuses.</summary>
    Stopped,
}

/// <summary>What can be asked of a replica.</summary>
public enum ReplicaAct
{
    Pause,
    Resume,
    Stop,
    Start,
}

/// <summary>Which state follows. An act that does not fit the state changes nothing, so that each may be repeated.</summary>
public static class ReplicaRules
{
    public static ReplicaState Next(ReplicaState state, ReplicaAct act) =>
        (state, act) switch
        {
            (ReplicaState.Serving, ReplicaAct.Pause) => ReplicaState.Paused,
            (ReplicaState.Paused, ReplicaAct.Resume) => ReplicaState.Serving,
            (ReplicaState.Stopped, ReplicaAct.Start) => ReplicaState.Serving,
            (_, ReplicaAct.Stop) => ReplicaState.Stopped,
            _ => state,
        };

    /// <summary>The name that JSON, metrics and the screen use.</summary>
    public static string Name(this ReplicaState state) =>
        state switch
        {
            ReplicaState.Serving => "serving",
            ReplicaState.Paused => "paused",
            _ => "stopped",
        };
}
