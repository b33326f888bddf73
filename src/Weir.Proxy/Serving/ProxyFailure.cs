using System.Net;
using Weir.Transport.Loop;

namespace Weir.Proxy.Serving;

/// <summary>Why a proxy cannot start.</summary>
public abstract record ProxyFailure
{
    private ProxyFailure() { }

    /// <summary>An endpoint cannot be listened on.</summary>
    public sealed record CannotListen(IPEndPoint EndPoint, ListenFailure Cause) : ProxyFailure;

    /// <summary>The access log cannot be opened.</summary>
    public sealed record CannotLog(string Path, string Reason) : ProxyFailure;

    /// <summary>The token file cannot be read or made.</summary>
    public sealed record CannotUseToken(string Path, string Reason) : ProxyFailure;

    /// <summary>The folder of the cache cannot be made, written, or is another's.</summary>
    public sealed record CannotUseDisk(string Path, string Reason) : ProxyFailure;
}
