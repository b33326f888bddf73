namespace Weir.Transport.Loop;

/// <summary>Why an endpoint cannot be listened on.</summary>
public enum ListenFailure
{
    None,

    /// <summary>Another process, or another listener here, has the port.</summary>
    InUse,

    /// <summary>The port is privileged, or a policy forbids it.</summary>
    NotPermitted,

    /// <summary>This machine has no such address.</summary>
    NoSuchAddress,

    /// <summary>The process may open no more files.</summary>
    TooManyFiles,

    /// <summary>Anything else that the kernel says.</summary>
    Other,
}
