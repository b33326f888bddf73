using System.Text;
using Weir.Http.Fields;
using Weir.Http.Messages;
using Weir.Proxy.Caching.Rules;

namespace Weir.Proxy.Caching.Fills;

/// <summary>Forgets what an unsafe request has changed (RFC 9111 4.4).</summary>
internal static class Invalidator
{
    /// <summary>
    /// Forgets the target of a request that went well, and what the answer names in Location and Content-Location, as far
    /// as it is of the same origin. Does nothing after a safe method or an error.
    /// </summary>
    public static void Follow(FillContext context, FillRequest request, Head response)
    {
        if (!Invalidation.Follows(request.Head.Method, response.Status))
            return;
        Forget(context, request.Key);
        if (!Uri.TryCreate(request.Key, UriKind.Absolute, out var uri))
            return;
        var alias = Encoding.ASCII.GetString(HostField.AuthorityOf(request.Head));
        ForgetNamed("Location"u8);
        ForgetNamed("Content-Location"u8);

        void ForgetNamed(ReadOnlySpan<byte> field)
        {
            if (Invalidation.SameOriginTarget(response, field, uri, alias) is { } target)
                Forget(context, request.Route.Site.Origin + target);
        }
    }

    private static void Forget(FillContext context, string key)
    {
        // In this order: a fill looks at its leave again after it has stored.
        context.Table.Invalidate(known => known == key);
        context.Store.Remove(key);
    }
}
