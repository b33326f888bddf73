using System.Net;
using Weir.Transport.Loop;

namespace Weir.Origin.Replicas;

/// <summary>Why an origin cannot start.</summary>
public abstract record OriginFailure
{
    private OriginFailure() { }

    /// <summary>There is no such folder or file, or it may not be read.</summary>
    public sealed record NoRoot(string Path) : OriginFailure;

    /// <summary>An endpoint cannot be listened on.</summary>
    public sealed record CannotListen(IPEndPoint EndPoint, ListenFailure Cause) : OriginFailure;

    /// <summary>The access log cannot be opened.</summary>
    public sealed record CannotLog(string Path, string Reason) : OriginFailure;

    /// <summary>The token file cannot be read or made.</summary>
    public sealed record CannotUseToken(string Path, string Reason) : OriginFailure;
}
