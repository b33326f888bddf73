using System.Net;
using System.Text;
using Weir.Http.Fields;
using Weir.Http.Messages;

namespace Weir.Proxy.Forwarding;

/// <summary>How much of what a client asked for goes on.</summary>
internal enum RequestForm
{
    /// <summary>All of it: what comes back is for this client.</summary>
    AsAsked,

    /// <summary>Without range and conditions: what comes back is the whole, for the store.</summary>
    Whole,

    /// <summary>Without conditions, and with the range of a slice in the place of its own.</summary>
    Slice,
}

/// <summary>Writes the head of a request for upstream.</summary>
/// <param name="isGateway">Otherwise it is for clients' sake, and servers are not told who they are.</param>
/// <param name="isSecure">Whether clients come over TLS.</param>
internal sealed class ForwardedRequest(ProxyIdentity identity, bool isGateway, bool isSecure = false)
{
    /// <summary>
    /// The path and query of a request, byte for byte as the client sent them; null for a target that does not belong here.
    /// An absolute-form names a host, which leads nowhere else than Host does.
    /// </summary>
    /// <param name="isSecure">Whether it came over TLS: only then it may be for an https:// resource (RFC 9110 7.4).</param>
    public static string? Target(Head request, bool isSecure)
    {
        if (!RequestTarget.TryParse(request.Target, out var target) || (target.IsHttps && !isSecure))
            return null;
        var raw = Encoding.ASCII.GetString(request.Target);
        switch (target.Form)
        {
            case TargetForm.Asterisk:
                return request.Method.SequenceEqual("OPTIONS"u8) ? raw : null;
            case TargetForm.Origin:
                return raw;
            default:
                var rest = raw[(target.IsHttps ? "https://" : "http://").Length..][target.Host.Length..];
                return rest.StartsWith('/') ? rest : "/" + rest;
        }
    }

    /// <summary>
    /// Begins the head; conditions of the cache's own may follow, then its end. Host is the upstream's authority, not the
    /// client's: one entry of the store serves all names of this proxy, so no answer may depend on them. For a forward proxy
    /// the two are the same.
    /// </summary>
    public void Write(
        HeadWriter writer,
        Head request,
        string target,
        UpstreamAddress upstream,
        IPAddress client,
        RequestForm form,
        int? bodyLength
    )
    {
        writer.StartRequest(request.Method, Encoding.ASCII.GetBytes(target)).Field("Host"u8, upstream.Authority);
        for (var i = 0; i < request.Count; i++)
        {
            var name = request.Name(i);
            if (!FieldRules.GoesOn(request, name))
                continue;
            if (form != RequestForm.AsAsked && IsPartial(name))
                continue;
            if (FieldRules.Is(name, "Max-Forwards"u8) && MaxForwards.Of(request) is { } left)
                writer.Field(name, left - 1);
            else
                writer.Field(name, request.Value(i));
        }

        writer.Field("Via"u8, identity.Via.Span);
        if (isGateway)
            writer
                .Field("X-Forwarded-For"u8, client.ToString())
                .Field("X-Forwarded-Proto"u8, isSecure ? "https"u8 : "http"u8);
        if (bodyLength is { } length)
            writer.Field("Content-Length"u8, length);
    }

    private static bool IsPartial(ReadOnlySpan<byte> name) =>
        FieldRules.Is(name, "Range"u8)
        || FieldRules.Is(name, "If-Range"u8)
        || FieldRules.Is(name, "If-None-Match"u8)
        || FieldRules.Is(name, "If-Modified-Since"u8);
}
